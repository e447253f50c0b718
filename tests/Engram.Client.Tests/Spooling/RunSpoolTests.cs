using System.Text;
using Engram.Client.Spooling;

namespace Engram.Client.Tests.Spooling;

/// <summary>What is left of a spool after its process ended anywhere.</summary>
public sealed class RunSpoolTests : IDisposable
{
    private readonly SpoolFolder _folder = new();
    private readonly SpoolHead _head = new(Guid.Parse("01890000-0000-7000-8000-000000000001"), new Uri("http://127.0.0.1:5080/"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spool_whose_process_lives_is_left_alone()
    {
        using var spool = RunSpool.Create(_folder.Path, _head, 1);
        Assert.Null(RunSpool.TryOpen(spool.Folder));
    }

    [Fact]
    public void What_is_not_confirmed_is_there_again_in_order()
    {
        string folder;
        using (var spool = RunSpool.Create(_folder.Path, _head, 1))
        {
            folder = spool.Folder;
            var entries = Bodies(5).Select((body, i) => spool.Append(EntryKind.Points, i + 1, body)).ToList();
            spool.Mark(entries[0], refused: false);
            spool.Mark(entries[2], refused: false);
        }
        using var again = RunSpool.TryOpen(folder)!;
        Assert.Equal(_head, again.Head);
        Assert.Equal([2, 4, 5], again.Left.Select(entry => entry.Number));
        Assert.Equal(["body 1", "body 3", "body 4"], again.Left.Select(entry => Encoding.UTF8.GetString(again.Read(entry))));
        Assert.False(again.HasEnd);
        Assert.Equal(5, again.LastNumber);
    }

    [Fact]
    public void A_record_torn_at_any_byte_costs_that_record_alone()
    {
        byte[] whole;
        string folder;
        using (var spool = RunSpool.Create(_folder.Path, _head, 1))
        {
            folder = spool.Folder;
            for (var i = 0; i < 3; i++) spool.Append(EntryKind.Points, i + 1, Bodies(3)[i]);
            whole = File.ReadAllBytes(Log(folder, 0));
        }
        var record = whole.Length / 3;
        for (var cut = record * 2; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(Log(folder, 0), whole[..cut]);
            using var again = RunSpool.TryOpen(folder)!;
            Assert.Equal([1, 2], again.Left.Select(entry => entry.Number));
            Assert.Equal(record * 2, new FileInfo(Log(folder, 0)).Length);
        }
        // And what is appended after that is read after the next crash.
        using (var again = RunSpool.TryOpen(folder)!) again.Append(EntryKind.End, 9, Bodies(1)[0]);
        using var last = RunSpool.TryOpen(folder)!;
        Assert.Equal([1, 2, 9], last.Left.Select(entry => entry.Number));
        Assert.True(last.HasEnd);
    }

    [Fact]
    public void Files_are_deleted_as_they_are_confirmed_and_the_folder_at_the_end()
    {
        var spool = RunSpool.Create(_folder.Path, _head, 1, segmentBytes: 60);
        var entries = Bodies(10).Select((body, i) => spool.Append(EntryKind.Points, i + 1, body)).ToList();
        var most = Directory.GetFiles(spool.Folder).Length;
        foreach (var entry in entries) spool.Mark(entry, refused: false);
        Assert.True(most >= 5, $"{most} files");
        Assert.True(Directory.GetFiles(spool.Folder, "*.log").Length <= most / 2, "Confirmed files stay.");
        spool.Dispose();
        Assert.False(Directory.Exists(spool.Folder));
    }

    [Fact]
    public void Damage_in_the_middle_is_not_taken_for_a_torn_end()
    {
        string folder;
        using (var spool = RunSpool.Create(_folder.Path, _head, 1, segmentBytes: 40))
        {
            folder = spool.Folder;
            for (var i = 0; i < 4; i++) spool.Append(EntryKind.Points, i + 1, Bodies(4)[i]);
        }
        var bytes = File.ReadAllBytes(Log(folder, 0));
        bytes[^1] ^= 1;
        File.WriteAllBytes(Log(folder, 0), bytes);
        using (var again = RunSpool.TryOpen(folder)!)
        {
            Assert.Equal([1, 3, 4], again.Left.Select(entry => entry.Number));
            foreach (var entry in again.Left) again.Mark(entry, refused: false);
        }
        Assert.True(Directory.Exists(folder + ".damaged"), "What could not be read is thrown away.");
    }

    [Fact]
    public void A_head_that_was_never_finished_is_passed_over()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "half")).FullName;
        Assert.Null(RunSpool.TryOpen(folder));
        File.WriteAllText(Path.Combine(folder, "head"), "{\"run\":\"0189");
        Assert.Null(RunSpool.TryOpen(folder));
    }

    [Fact]
    public void What_programs_left_that_were_killed_as_they_began_a_run_is_removed_and_nothing_else()
    {
        var now = TimeProvider.System.GetUtcNow();
        string Beginning(string name, bool withHead, TimeSpan age)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
            if (withHead) File.WriteAllBytes(Path.Combine(folder, "head"), _head.ToBytes());
            Directory.SetLastWriteTimeUtc(folder, (now - age).UtcDateTime);
            return folder;
        }
        var (empty, whole) = (Beginning("a-1.1.new", withHead: false, TimeSpan.FromHours(1)), Beginning("b-1.1.new", withHead: true, TimeSpan.FromHours(1)));
        var (locked, young, other) = (Beginning("c-1.1.new", withHead: true, TimeSpan.FromHours(1)), Beginning("d-1.1.new", withHead: false, TimeSpan.Zero), Beginning("e-1", withHead: true, TimeSpan.FromHours(1)));
        using (new FileStream(Path.Combine(locked, "head"), FileMode.Open, FileAccess.ReadWrite, FileShare.None)) RunSpool.RemoveUnfinished(_folder.Path, now);
        Assert.Equal([false, false, true, true, true], new[] { empty, whole, locked, young, other }.Select(Directory.Exists));

        // Its program has died since.
        RunSpool.RemoveUnfinished(_folder.Path, now);
        Assert.False(Directory.Exists(locked));
        RunSpool.RemoveUnfinished(Path.Combine(_folder.Path, "nothing"), now);
    }

    [Fact]
    public void A_beginning_that_is_disturbed_begins_again()
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(_folder.Path, $"{_head.Run:N}-1.1.new")).FullName;
        File.WriteAllText(Path.Combine(unfinished, "head"), "");
        using var spool = RunSpool.Create(_folder.Path, _head, 1);
        spool.Append(EntryKind.Points, 1, Bodies(1)[0]);
        Assert.Equal(Path.Combine(_folder.Path, $"{_head.Run:N}-1"), spool.Folder);
        Assert.Throws<IOException>(() => RunSpool.Create(_folder.Path, _head, 1)); // there is one of this name
    }

    private static string Log(string folder, int index) => Path.Combine(folder, $"{index:D8}.log");

    private static byte[][] Bodies(int count) => [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes($"body {i}"))];
}
