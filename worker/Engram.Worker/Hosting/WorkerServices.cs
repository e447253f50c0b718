using System.Reflection;
using Engram.Experiments;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Tracking.Workers;
using Engram.Worker.Execution;
using Engram.Worker.Recording;
using Npgsql;

namespace Engram.Worker.Hosting;

/// <summary>What a worker is made of.</summary>
internal static class WorkerServices
{
    /// <summary>Adds a worker with the settings given.</summary>
    /// <exception cref="StartUpException">An assembly of experiments cannot be used; says why.</exception>
    public static IServiceCollection AddWorker(this IServiceCollection services, WorkerSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(Catalog(settings))
        .AddSingleton(provider => DataSource(settings, provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton<IRunTransport, PostgresRunTransport>()
        .AddSingleton<RunQueue>().AddSingleton<RunEnd>().AddSingleton<RunJournal>().AddSingleton<RunReconciler>()
        .AddSingleton(provider => new RunReaper(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IRunTransport>(), settings.MaxLosses))
        .AddSingleton<WorkerRegister>().AddSingleton<MetricStore>().AddSingleton<CheckpointStore>().AddSingleton<CheckpointReader>()
        .AddSingleton<StudyInputReader>().AddSingleton<StudyInputs>()
        .AddSingleton<Wake>().AddSingleton<Execution.Executions>().AddSingleton<ProcessorShare>()
        .AddSingleton<RunExecutor>().AddSingleton<RunLoop>().AddSingleton<LeaseKeeper>().AddSingleton<Housekeeping>()
        .AddSingleton<WorkerProcess>().AddHostedService(provider => provider.GetRequiredService<WorkerProcess>());

    /// <summary>Returns when the database can be reached and has the schema this program was made for.</summary>
    /// <exception cref="StartUpException">It cannot, or has not; says what to do.</exception>
    public static async Task RequireRecordAsync(this IServiceProvider services, CancellationToken ct)
    {
        try
        {
            await Schema.RequireCurrentAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
        }
        catch (SchemaException e)
        {
            throw new StartUpException(e.Message);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            throw new StartUpException($"The database named by ConnectionStrings__Engram cannot be used: {e.Message}");
        }
    }

    private static ExperimentCatalog Catalog(WorkerSettings settings)
    {
        try
        {
            return new([typeof(ExperimentCatalog).Assembly, .. settings.Assemblies.Select(path => Assembly.LoadFrom(Path.GetFullPath(path)))]);
        }
        catch (Exception e) when (e is MisdeclaredExperimentException or BadImageFormatException or FileLoadException)
        {
            throw new StartUpException(e.Message);
        }
    }

    private static NpgsqlDataSource DataSource(WorkerSettings settings, ILoggerFactory loggers)
    {
        try
        {
            return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "engram" }.UseLoggerFactory(loggers).Build();
        }
        catch (ArgumentException e)
        {
            throw new StartUpException($"ConnectionStrings__Engram is not a connection string: {e.Message}");
        }
    }
}
