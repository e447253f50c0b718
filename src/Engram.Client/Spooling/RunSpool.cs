using System.Globalization;

namespace Engram.Client.Spooling;

/// <summary>
/// What one process has yet to tell the server about one run, on disk: a folder with a head and append-only files, each deleted when all
/// in it is confirmed. While its process lives no other touches it: the head is locked, and the kernel frees the lock when the process ends.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunSpool : IDisposable
{
    private const string HeadFile = "head";
    private const string Refuse = ".refused";
    private const string Damaged = ".damaged";
    private const string New = ".new";

    // Some milliseconds, really.
    private static readonly TimeSpan LongestBeginning = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly FileStream _head;
    private readonly int _segmentBytes;
    private readonly SortedDictionary<int, SpoolSegment> _segments = [];
    private bool _refused;
    private bool _damaged;
    private bool _unwanted;

    private RunSpool(string folder, FileStream head, SpoolHead whose, int segmentBytes) => (Folder, _head, Head, _segmentBytes) = (folder, head, whose, segmentBytes);

    public string Folder { get; }

    public SpoolHead Head { get; }

    /// <summary>What an earlier process left without confirmation, in the order it was logged.</summary>
    public IReadOnlyList<SpoolEntry> Left { get; private set; } = [];

    /// <summary>Whether the earlier process said how the run ended.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>The largest number an earlier process gave out.</summary>
    public long LastNumber { get; private set; }

    public bool HasRefusals => _refused;

    /// <summary>Makes a spool.</summary>
    /// <param name="root">Folder of all spools; made if missing.</param>
    /// <param name="head">Whose it is.</param>
    /// <param name="firstNumber">Tells sessions of one run apart.</param>
    /// <param name="segmentBytes">A file that has grown to this size is followed by another.</param>
    public static RunSpool Create(string root, SpoolHead head, long firstNumber, int segmentBytes = 16 << 20)
    {
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{head.Run:N}-{firstNumber}"));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new(folder, Begin(folder, $"{folder}.{attempt}{New}", head), head, segmentBytes);
            }
            catch (IOException) when (attempt < 3 && Directory.Exists(root) && !Directory.Exists(folder))
            {
                // The machine slept just here, longer than a beginning takes, and another program took us for dead.
            }
        }
    }

    /// <summary>Removes what programs left that were killed in the moment they began a run: there is nothing in it. A program that is just beginning one is left alone.</summary>
    /// <param name="root">Folder of all spools; need not be there.</param>
    /// <param name="now">The time.</param>
    public static void RemoveUnfinished(string root, DateTimeOffset now)
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.EnumerateDirectories(root, "*" + New))
        {
            try
            {
                if (now - Directory.GetLastWriteTimeUtc(folder) < LongestBeginning) continue;
                var head = Path.Combine(folder, HeadFile);
                // Whoever lives has it locked.
                using (File.Exists(head) ? new FileStream(head, FileMode.Open, FileAccess.ReadWrite, FileShare.None) : null) Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is somebody's, or gone.
            }
        }
    }

    /// <summary>Takes over a spool whose process has ended.</summary>
    /// <returns>Null when its process lives, or when there is nothing of use in it.</returns>
    public static RunSpool? TryOpen(string folder, int segmentBytes = 16 << 20)
    {
        string[] others = [Refuse, Damaged, New];
        if (others.Any(suffix => folder.EndsWith(suffix, StringComparison.Ordinal))) return null;
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, HeadFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // locked, or not there yet, or there no longer
        }
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        if (SpoolHead.TryRead(bytes) is not { } head)
        {
            file.Dispose();
            return null;
        }
        var spool = new RunSpool(folder, file, head, segmentBytes);
        spool.ReadSegments();
        return spool;
    }

    /// <summary>Keeps a request until its confirmation. It survives a power cut when this returns.</summary>
    /// <exception cref="IOException">The disk did not take it; nothing has changed.</exception>
    public SpoolEntry Append(EntryKind kind, long number, byte[] body)
    {
        var record = SpoolRecord.Encode(kind, number, body);
        lock (_gate)
        {
            var segment = Last();
            var offset = segment.Append(record, durable: true);
            segment.Waiting.Add(number);
            return new(kind, number, segment.Index, offset, body.Length);
        }
    }

    public byte[] Read(SpoolEntry entry)
    {
        if (entry.Held is not null) return entry.Held;
        lock (_gate) return _segments[entry.Segment].Read(entry);
    }

    /// <summary>Notes that the server has answered for good. A note that is lost with the power costs one more sending, which is harmless.</summary>
    public void Mark(SpoolEntry entry, bool refused)
    {
        lock (_gate)
        {
            _refused |= refused;
            _unwanted |= refused && entry.Kind == EntryKind.Start;
            if (entry.Held is not null) return;
            var segment = _segments[entry.Segment];
            segment.Waiting.Remove(entry.Number);
            try
            {
                Last().Append(SpoolRecord.Encode(refused ? EntryKind.Refused : EntryKind.Sent, entry.Number, []), durable: false);
                if (segment.Waiting.Count > 0 || segment == _segments.Last().Value || _refused) return;
                segment.Delete();
                _segments.Remove(segment.Index);
            }
            catch (IOException)
            {
                // A full disk: the entry is sent once more after a crash, and the file goes with the folder.
            }
        }
    }

    /// <summary>Lets go of the folder: deletes it when everything in it is confirmed, and keeps aside what was refused.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            // Without the run there is nobody to send the rest to.
            var done = _unwanted || _segments.Values.All(segment => segment.Waiting.Count == 0);
            foreach (var segment in _segments.Values) segment.Dispose();
            _segments.Clear();
            try
            {
                if (done && !_refused && !_damaged) Directory.Delete(Folder, recursive: true);
                else if (done && Directory.Exists(Folder)) Directory.Move(Folder, Folder + (_refused ? Refuse : Damaged));
            }
            catch (IOException)
            {
                // Somebody looks into it; the next client removes it.
            }
            _head.Dispose();
        }
    }

    // Under its own name only once its head is locked: nobody who looks for what others left can take it in between.
    private static FileStream Begin(string folder, string unfinished, SpoolHead head)
    {
        Directory.CreateDirectory(unfinished);
        var file = new FileStream(Path.Combine(unfinished, HeadFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            file.Write(head.ToBytes());
            file.Flush(flushToDisk: true);
            Directory.Move(unfinished, folder);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private SpoolSegment Last()
    {
        if (_segments.Count > 0 && _segments.Last().Value is { } last && last.Length < _segmentBytes) return last;
        var next = SpoolSegment.Create(Folder, _segments.Count == 0 ? 0 : _segments.Keys.Last() + 1);
        _segments.Add(next.Index, next);
        return next;
    }

    private void ReadSegments()
    {
        List<SpoolEntry> entries = [];
        HashSet<long> answered = [];
        List<int> indexes = [.. SpoolSegment.IndexesIn(Folder)];
        foreach (var index in indexes)
        {
            var segment = SpoolSegment.Open(Folder, index, entry =>
            {
                LastNumber = Math.Max(LastNumber, entry.Number);
                HasEnd |= entry.Kind == EntryKind.End;
                _refused |= entry.Kind == EntryKind.Refused;
                if (entry.Kind is EntryKind.Sent or EntryKind.Refused) answered.Add(entry.Number);
                else entries.Add(entry);
            }, out var lost);
            // The end of the last file may be torn: its process ended while it wrote. Anywhere else it is damage.
            _damaged |= lost > 0 && index != indexes[^1];
            _segments.Add(index, segment);
        }
        Left = [.. entries.Where(entry => !answered.Contains(entry.Number))];
        foreach (var entry in Left) _segments[entry.Segment].Waiting.Add(entry.Number);
    }
}
