using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Report;
using Engram.Benchmarks.Running;
using Engram.Benchmarks.Workloads;
using Engram.Testing;

namespace Engram.Benchmarks.Tests.Report;

public sealed class ResultTableTests
{
    private static readonly PeakBeside Peak = new(200e9, 210e9);

    [Fact]
    public void The_table_lines_up_and_says_what_was_reached()
    {
        Workload gemm = Named("gemm-64x64x64", new Goal { Share = 0.9, AgainstBest = 0.9 }) with { Flops = 524_288 };
        Workload unroll = Named("lstm-unroll", new Goal { Microseconds = 120_000 });
        Workload tape = Named("tape-add", new Goal { Microseconds = 0.05 });
        Approved.Text(string.Join('\n',
        [
            .. ResultTable.Header,
            ResultTable.Row(new Result(gemm, new Timing(2.8e-6, 2.7e-6, 0.012), Peak, new Timing(5.55e-6, 5.5e-6, 0), new Timing(2.75e-6, 2.7e-6, 0), 0, null, [])),
            ResultTable.Row(new Result(unroll, new Timing(0.1249, 0.1192, 0.04), Peak, new Timing(0.275, 0.239, 0), null, 0, null, [])),
            ResultTable.Row(new Result(tape, new Timing(6.3e-9, 6.28e-9, 0.001), Peak, null, null, 31.2, null, [])),
            ResultTable.Sentence("joints-gd", new Latency(105e-6, 112e-6, 240e-6, 1.9e-3, 28_571)),
        ]), "rows");
    }

    private static Workload Named(string name, Goal goal) => new(name, "one", goal, () => throw new InvalidOperationException("Nothing is run here."));
}
