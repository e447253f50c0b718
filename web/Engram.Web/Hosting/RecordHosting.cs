using System.Reflection;
using Engram.Experiments;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Comparing;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Engram.Web.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Hosting;

/// <summary>The record as a service: one data source for entities, chunks and notifications.</summary>
internal static class RecordHosting
{
    /// <summary>Reads <c>ConnectionStrings__Engram</c>.</summary>
    /// <exception cref="StartUpException">It is missing or is no connection string.</exception>
    public static void AddRecord(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("Engram");
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new StartUpException("No database is named. Set ConnectionStrings__Engram, "
                + "for example \"Host=localhost;Database=engram;Username=engram;Password=…\", or start with ./engram up, which brings its own.");
        }

        builder.Services.AddSingleton(services => DataSource(connectionString, services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddDbContext<EngramDb>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Catalog(builder.Configuration));
        builder.Services.AddSingleton<IRunTransport, PostgresRunTransport>();
        builder.Services.AddSingleton<RunQueue>();
        builder.Services.AddSingleton(services => new RunReaper(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IRunTransport>(),
            LostRuns.MaxLosses(builder.Configuration)));
        builder.Services.AddHostedService<LostRuns>();
        builder.Services.AddSingleton<StudyCancellation>();
        builder.Services.AddSingleton<StudyProgressReader>();
        builder.Services.AddSingleton<SeriesReader>();
        builder.Services.AddSingleton<HistoryReader>();
        builder.Services.AddSingleton(services => new Ingestion(services.GetRequiredService<NpgsqlDataSource>()));
        builder.Services.AddSingleton<ExternalTasks>();
        builder.Services.AddSingleton<ChunkCompaction>();
        builder.Services.AddSingleton<SummaryRefresh>();
        builder.Services.AddSingleton<MetricRequests>();
        builder.Services.AddHostedService<PointUpkeep>();
        builder.Services.AddSingleton<IndexWishes>();
        builder.Services.AddSingleton(services => new RunSearch(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IndexWishes>()));
        builder.Services.AddSingleton<FieldValues>();
        builder.Services.AddSingleton<FilterSuggestions>();
        builder.Services.AddSingleton<SortIndexes>();
        builder.Services.AddHostedService<SortIndexing>();
        builder.Services.AddSingleton<ScoreReader>();
        builder.Services.AddSingleton<ComparisonEvaluator>();
        builder.Services.AddSingleton<CheckpointReader>();
        builder.Services.AddSingleton<LineageReader>();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddHostedService<EventListener>();
        builder.Services.AddScoped<ProjectDirectory>();
        builder.Services.AddScoped<StudySubmission>();
    }

    /// <summary>Returns when the database can be reached and has the schema this program was made for.</summary>
    /// <exception cref="StartUpException">It cannot, or has not; says what to do.</exception>
    public static async Task RequireRecordAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        try
        {
            await Schema.RequireCurrentAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Lifetime.ApplicationStopping);
            _ = scope.ServiceProvider.GetRequiredService<EngramDb>().Model; // takes a while to be made: now, and not while somebody waits for the first page
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

    /// <summary>The experiments of this program and of <c>Experiments__Assemblies</c>, the same setting that workers have.</summary>
    private static ExperimentCatalog Catalog(ConfigurationManager configuration)
    {
        var more = (configuration["Experiments:Assemblies"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            return new([typeof(ExperimentCatalog).Assembly, .. more.Select(path => Assembly.LoadFrom(Path.GetFullPath(path)))]);
        }
        catch (Exception e) when (e is MisdeclaredExperimentException or BadImageFormatException or IOException)
        {
            throw new StartUpException($"The experiments cannot be used (Experiments__Assemblies: {string.Join("; ", more)}): {e.Message}");
        }
    }

    private static NpgsqlDataSource DataSource(string connectionString, ILoggerFactory loggers)
    {
        try
        {
            return new NpgsqlDataSourceBuilder(connectionString) { Name = "engram" }.UseLoggerFactory(loggers).Build();
        }
        catch (ArgumentException e)
        {
            throw new StartUpException($"ConnectionStrings__Engram is not a connection string: {e.Message}");
        }
    }
}
