using System.Text;
using Engram.Client.Buffering;
using Engram.Client.Spooling;
using Engram.Client.Wire;

namespace Engram.Client.Tests.Sending;

/// <summary>What is sent of a spool that an earlier process left.</summary>
public sealed class RunSenderTests
{
    private static readonly Guid Run = Guid.Parse("01890000-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_spool_of_an_older_version_has_its_points_as_json_and_they_arrive()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        Leave(folder, ledger, spool =>
        {
            spool.Append(EntryKind.Start, 1, Requests.Start(Run, "lines", new()));
            spool.Append(EntryKind.JsonPoints, 2, Encoding.UTF8.GetBytes("""{"request":2,"series":[{"key":"loss","steps":[0,1],"values":[0.5,0.25],"times":[10,20]}]}"""));
            var columns = new SeriesColumns("loss", null);
            columns.Add(2, 30, 0.125);
            spool.Append(EntryKind.Points, 3, PointFrame.Write(3, [new(columns, 0, 1)]));
        });
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        Assert.Equal(1, await engram.SendSpooledAsync());
        Assert.Equal([(0L, 0.5, 10L), (1L, 0.25, 20L), (2L, 0.125, 30L)], ledger.Runs[Run].Points.Select(point => (point.Step, point.Value, point.Time)));
        Assert.Equal("failed", ledger.Runs[Run].State);
        Assert.Empty(folder.Runs);
    }

    [Fact]
    public async Task A_spool_in_which_nothing_was_said_yet_is_removed_and_nobody_is_asked()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        var left = Path.Combine(folder.Path, $"{Run:N}-1");
        Directory.CreateDirectory(left);
        File.WriteAllBytes(Path.Combine(left, "head"), new SpoolHead(Run, new Uri(ledger.Address)).ToBytes());
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        Assert.Equal(0, await engram.SendSpooledAsync());
        Assert.Empty(ledger.Asked);
        Assert.Empty(folder.Runs);
        Assert.Empty(folder.Reports);
    }

    [Fact]
    public async Task The_end_that_a_program_told_is_the_end_that_is_sent()
    {
        await using var ledger = await Ledger.OpenAsync();
        using var folder = new SpoolFolder();
        Leave(folder, ledger, spool =>
        {
            spool.Append(EntryKind.Start, 1, Requests.Start(Run, "lines", new()));
            spool.Append(EntryKind.End, 2, Requests.Change(new() { State = "succeeded" }));
        });
        await using var engram = new EngramClient(ledger.Address, folder.Options);
        Assert.Equal(1, await engram.SendSpooledAsync());
        Assert.Equal("succeeded", ledger.Runs[Run].State);
        Assert.Single(ledger.Runs[Run].Changes);
    }

    private static void Leave(SpoolFolder folder, Ledger ledger, Action<RunSpool> say)
    {
        using var spool = RunSpool.Create(folder.Path, new(Run, new Uri(ledger.Address)), 1);
        say(spool);
    }
}
