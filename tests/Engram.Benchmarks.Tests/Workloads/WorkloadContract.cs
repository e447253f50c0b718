using Engram.Benchmarks.Workloads;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Tests.Workloads;

/// <summary>Every workload works, and allocates no more than it may. How fast, the benchmark says, never a test.</summary>
public sealed class WorkloadContract
{
    public static TheoryData<string> Names => [.. WorkloadCatalog.All.Select(workload => workload.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_workload_has_results_and_allocates_nothing_once_it_is_warm(string name)
    {
        var workload = WorkloadCatalog.All.Single(w => w.Name == name);
        var job = workload.SetUp();
        Run(job, IJob.RunsBeforeResults);
        Assert.All(job.Results().Tensors, tensor => Assert.True(Says(tensor.Value), $"{name}: '{tensor.Key}' is zero or not finite."));
        Assert.NotEmpty(job.Inputs.Tensors);

        // The least of some measurements: the runtime itself allocates, once, when it replaces a method by a better one.
        var least = Enumerable.Range(0, 4).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(job, 2);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.InRange(least, 0, 2 * workload.AllowedBytes * workload.OperationsPerRun);
    }

    [Theory, InlineData("joints-metagd"), InlineData("maml-second-loop")]
    public void A_workload_begins_the_same_every_time(string name)
    {
        var workload = WorkloadCatalog.All.Single(w => w.Name == name);
        Assert.Equal(workload.SetUp().Inputs.ToBytes(), workload.SetUp().Inputs.ToBytes());
    }

    [Fact]
    public void A_tick_that_is_spread_over_threads_has_the_same_results()
    {
        var jobs = new[] { "joints-metagd", "joints-metagd-spread" }.Select(name => WorkloadCatalog.All.Single(w => w.Name == name).SetUp()).ToList();
        jobs.ForEach(job => Run(job, 50));
        Assert.Equal(jobs[0].Results().ToBytes(), jobs[1].Results().ToBytes());
    }

    [Fact]
    public void No_two_workloads_have_the_same_name() => Assert.Distinct(WorkloadCatalog.All.Select(workload => workload.Name));

    [Fact]
    public void Words_select_workloads_whose_name_has_one_of_them() => Assert.Equal(
        ["maml-first-batched", "maml-first-loop", "maml-first-captured", "lstm-forward", "lenet-forward-64"],
        WorkloadCatalog.Named("maml-first, FORWARD").Select(workload => workload.Name));

    private static void Run(IJob job, int runs)
    {
        for (var run = 0; run < runs; run++) job.Run();
    }

    private static bool Says(StoredTensor tensor)
    {
        double[] numbers = tensor.Type == ElementType.F64 ? tensor.ToArray<double>() : [.. tensor.ToArray<float>().Select(number => (double)number)];
        return numbers.All(double.IsFinite) && numbers.Any(number => number != 0);
    }
}
