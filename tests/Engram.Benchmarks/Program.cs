using Engram.Benchmarks.Running;
using Engram.Benchmarks.Searching;
using Engram.Benchmarks.Workloads;
using Engram.Cli;
using Engram.Cli.Bench;
using Engram.Experiments.Options;
using Engram.Tracking.Storage;

try
{
    if (args is [RunsBenchOptions.Word, .. var rest])
    {
        await RunsBenchmark.RunAsync(RunsBenchOptions.Parse(rest), Console.Out, TimeProvider.System);
        return 0;
    }
    var options = BenchOptions.Parse(args);
    var workloads = WorkloadCatalog.Named(options.Workloads);
    if (workloads.Count == 0)
        throw new UsageException($"No workload has '{options.Workloads}' in its name. {NearestName.Suggestion(options.Workloads, [.. WorkloadCatalog.All.Select(w => w.Name)])}");
    Benchmark.Run(options, workloads, TimeProvider.System);
    return 0;
}
catch (HelpRequested help)
{
    Console.WriteLine(help.Message);
    return 0;
}
catch (PrivatePostgresException refused)
{
    Console.Error.WriteLine($"engram: {refused.Message}");
    return 1;
}
catch (UsageException wrong)
{
    Console.Error.WriteLine($"engram: {wrong.Message}");
    return 2;
}
