using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Workloads;
using Engram.Cli.Bench;

namespace Engram.Benchmarks.Running;

/// <summary>One workload, measured: ours, the natural peer and the best peer take turns, round after round, so that whatever else the machine does meets all of them.</summary>
internal sealed class Contest(BenchOptions options, PeerProcess? peers, Peak peak)
{
    private const string Natural = "natural";
    private const string Best = "best";

    private const double WarmUpShare = 3;       // warm-up, in turns
    private const double ShortestWarmUp = 0.3;  // s of ours: the just-in-time compiler takes its time, however short a turn is
    private const int Peaks = 250;              // looks at the peak, before and after each turn
    private const double TickSeconds = 3;       // for single operations that somebody waits for

    /// <summary>Measures a workload.</summary>
    public Result Measure(Workload workload)
    {
        var job = workload.SetUp();
        for (var run = 0; run < IJob.RunsBeforeResults; run++) job.Run();
        var ours = new JobTimer(job, workload.OperationsPerRun, workload.IsSpread);
        var notes = new List<string>();
        var sides = Sides(workload, job, notes);
        ours.WarmUp(Math.Max(WarmUpShare * options.Seconds, ShortestWarmUp));

        var rounds = new List<Round>();
        var peaks = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = peak.Measure(Peaks);
            rounds.Add(ours.Turn(options.Seconds));
            peaks.Add((before + peak.Measure(Peaks)) / 2);
            sides.RemoveAll(side => !TakesItsTurn(side, workload, notes));
        }

        var timing = Timing.Of(rounds);
        return new Result(workload, timing, new PeakBeside(Statistics.Median(peaks), peaks.Max()), TimingOf(Natural), TimingOf(Best), ours.AllocatedPerOperation(),
            workload.IsTick ? ours.Latencies((int)Math.Clamp(TickSeconds * options.Seconds / BenchOptions.DefaultSeconds / timing.Wall, 100, 50_000)) : null, notes);

        Timing? TimingOf(string name) => sides.FirstOrDefault(side => side.Name == name) is { } side ? Timing.Of(side.Rounds) : null;
    }

    // The peers that do the same work: others are named in a note, and get no turn.
    private List<Side> Sides(Workload workload, IJob job, List<string> notes)
    {
        var sides = new List<Side>();
        if (peers is null || workload.IsSpread) return sides;
        var native = workload.NativePeer?.Invoke(job);
        try
        {
            foreach (var (variant, results) in peers.Prepare(workload.Peer, job.Inputs))
            {
                if (native is not null && variant == Best) continue;
                if (Agreement.Difference(job.Results(), results) is { } difference)
                {
                    notes.Add($"{workload.Name}: the {variant} peer does other work, so it is left out: {difference}.");
                    continue;
                }
                peers.WarmUp(variant, WarmUpShare * options.Seconds);
                sides.Add(new Side(variant, seconds => peers.Turn(variant, seconds, workload.OperationsPerRun)));
            }
        }
        catch (PeerException failed)
        {
            notes.Add($"{workload.Name}: the peers could not take part: {failed.Message}.");
        }
        if (native is not null && Alongside(native, job, workload, notes) is { } side) sides.Add(side);
        return sides;
    }

    private bool TakesItsTurn(Side side, Workload workload, List<string> notes)
    {
        try
        {
            side.Rounds.Add(side.Turn(options.Seconds));
            return true;
        }
        catch (PeerException failed)
        {
            notes.Add($"{workload.Name}: the {side.Name} peer gave up: {failed.Message}.");
            return false;
        }
    }

    private Side? Alongside(IJob native, IJob job, Workload workload, List<string> notes)
    {
        native.Run();
        if (Agreement.Difference(job.Results(), native.Results()) is { } difference)
        {
            notes.Add($"{workload.Name}: the best peer does other work, so it is left out: {difference}.");
            return null;
        }
        var timer = new JobTimer(native, workload.OperationsPerRun);
        timer.WarmUp(WarmUpShare * options.Seconds);
        return new Side(Best, timer.Turn);
    }

    private sealed record Side(string Name, Func<double, Round> Turn)
    {
        public List<Round> Rounds { get; } = [];
    }
}
