using System.Threading.Channels;
using Engram.Client.Buffering;
using Engram.Client.Spooling;
using Engram.Client.Wire;

namespace Engram.Client;

/// <summary>Takes what a program logs from memory to disk, on a thread of its own: a program that keeps every pooled thread busy still gets its points kept.</summary>
/// <param name="buffer">Where they come from.</param>
/// <param name="spool">Where they go.</param>
/// <param name="firstNumber">Number of the first request.</param>
/// <param name="options">Settings.</param>
internal sealed class RunRecorder(RunBuffer buffer, RunSpool spool, long firstNumber, EngramClientOptions options)
{
    private readonly Channel<SpoolEntry> _entries = Channel.CreateUnbounded<SpoolEntry>(new() { SingleReader = true });
    private readonly TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = firstNumber;
    private bool _diskTold;

    /// <summary>What is to be sent, in order.</summary>
    public IAsyncEnumerable<SpoolEntry> Entries => _entries.Reader.ReadAllAsync();

    /// <summary>Ends when everything is kept and the buffer is closed; until then the spool is needed, whether anything is sent or not.</summary>
    public Task Recorded => _recorded.Task;

    /// <summary>How the run ends; set before the buffer is closed.</summary>
    public RunChange? End { get; set; }

    /// <summary>Keeps the request that makes or continues the run, and begins.</summary>
    public void Start(EntryKind kind, byte[] first)
    {
        Keep(kind, first, 0);
        new Thread(Record) { IsBackground = true, Name = "Engram recorder" }.Start();
    }

    private void Record()
    {
        while (buffer.Take(options.FlushEvery) is { } pending)
        {
            var held = 0;
            foreach (var slices in SeriesSlice.Divide(pending.Series, options.BatchPoints))
            {
                held += Keep(EntryKind.Points, PointFrame.Write(_next, slices), slices.Sum(slice => slice.Count));
            }
            foreach (var lines in pending.Lines.Chunk(options.BatchPoints)) held += Keep(EntryKind.Lines, Requests.Lines(_next, lines), lines.Length);
            if (pending.Change is not null) Keep(EntryKind.Change, Requests.Change(pending.Change), 0);
            buffer.Kept(pending, held);
        }
        if (End is not null) Keep(EntryKind.End, Requests.Change(End), 0);
        _entries.Writer.Complete();
        _recorded.SetResult();
    }

    // How many points and lines stay in memory.
    private int Keep(EntryKind kind, byte[] body, int count)
    {
        var number = _next++;
        try
        {
            _entries.Writer.TryWrite(spool.Append(kind, number, body));
            return 0;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            if (!_diskTold) options.Report($"{full.Message} Until the disk takes it, what is logged is sent from memory, and lost if the program is killed.");
            _diskTold = true;
            _entries.Writer.TryWrite(new SpoolEntry(kind, number, -1, 0, body.Length) { Held = body, HeldCount = count });
            return count;
        }
    }
}
