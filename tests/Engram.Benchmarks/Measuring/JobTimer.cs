using System.Diagnostics;
using System.Runtime;
using Engram.Benchmarks.Workloads;

namespace Engram.Benchmarks.Measuring;

/// <summary>Times a job of this process, block of calls by block, in the way the peers time themselves (peers/serve.py).</summary>
internal sealed class JobTimer
{
    /// <summary>The length of a block, s: long beside the reading of a clock, short beside a turn of another process on the core.</summary>
    public const double BlockSeconds = 0.002;

    private const int QuietPauses = 3; // so many in a row without a newly compiled method

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150); // code that ran often is compiled again 100 ms after the last new method
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(20);

    private readonly IJob _job;
    private readonly int _operationsPerRun;
    private readonly bool _byClock;
    private int _runsPerBlock = 1;

    public JobTimer(IJob job, int operationsPerRun, bool byClock = false) => (_job, _operationsPerRun, _byClock) = (job, operationsPerRun, byClock);

    /// <summary>Runs until the just-in-time compiler has nothing left to improve, and finds out how many calls a block takes.</summary>
    /// <param name="seconds">Of processor time at least, beside the pauses in which the compiler installs what it made.</param>
    public void WarmUp(double seconds)
    {
        Turn(seconds / 2);
        for (var (quiet, clock) = (0, Stopwatch.StartNew()); quiet < QuietPauses && clock.Elapsed < LongestWarmUp;)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            Turn(seconds / (2 * QuietPauses));
            Thread.Sleep(Pause);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
        for (var clock = Stopwatch.StartNew(); ; clock.Restart())
        {
            Repeat(_runsPerBlock);
            if (clock.Elapsed.TotalSeconds >= BlockSeconds || _runsPerBlock >= 1 << 20) return;
            _runsPerBlock *= 2;
        }
    }

    /// <summary>Runs blocks until so much processor time is used: on a busy machine a turn takes longer, and says as much.</summary>
    public Round Turn(double seconds)
    {
        var (blocks, least, used) = (0, double.PositiveInfinity, 0.0);
        for (var begin = Used(); used < seconds; used = (Used() - begin).TotalSeconds)
        {
            var start = Stopwatch.GetTimestamp();
            Repeat(_runsPerBlock);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
            blocks++;
        }
        var operations = (double)_runsPerBlock * _operationsPerRun;
        return new Round(used / (blocks * operations), least / operations);
    }

    /// <summary>Bytes that the garbage collector hands out per operation.</summary>
    public double AllocatedPerOperation()
    {
        var runs = Math.Clamp(_runsPerBlock, 2, 1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(runs);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / runs / _operationsPerRun;
    }

    /// <summary>How long single runs take, one after the other.</summary>
    public Latency Latencies(int runs)
    {
        var times = new double[runs];
        for (var index = 0; index < runs; index++)
        {
            var start = Stopwatch.GetTimestamp();
            _job.Run();
            times[index] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return Latency.Of(times);
    }

    private TimeSpan Used() => _byClock ? Stopwatch.GetElapsedTime(0) : Environment.CpuUsage.TotalTime;

    private void Repeat(int runs)
    {
        for (var run = 0; run < runs; run++) _job.Run();
    }
}
