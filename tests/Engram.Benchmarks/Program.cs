using Engram.Benchmarks.Deleting;
using Engram.Benchmarks.Ingest;
using Engram.Benchmarks.Running;
using Engram.Benchmarks.Searching;
using Engram.Benchmarks.Workloads;
using Engram.Cli;
using Engram.Cli.Bench;
using Engram.Experiments.Options;
using Engram.Tracking.Storage;

try
{
    if (args is [RunsBenchOptions.Word, .. var runs])
    {
        await RunsBenchmark.RunAsync(RunsBenchOptions.Parse(runs), Console.Out, TimeProvider.System);
        return 0;
    }
    if (args is [IngestOptions.Word, .. var ingest])
    {
        await IngestBenchmark.RunAsync(IngestOptions.Parse(ingest), CancellationToken.None);
        return 0;
    }
    if (args is [DeleteOptions.Word, .. var delete])
    {
        await DeleteBenchmark.RunAsync(DeleteOptions.Parse(delete), CancellationToken.None);
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
catch (Exception refused) when (refused is RefusedException or PrivatePostgresException)
{
    Console.Error.WriteLine($"engram: {refused.Message}");
    return 1;
}
catch (UsageException wrong)
{
    Console.Error.WriteLine($"engram: {wrong.Message}");
    return 2;
}
