using Engram.Tracking.Artifacts;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Comparing;
using Engram.Tracking.Idempotency;
using Engram.Tracking.Inputs;
using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;
using Engram.Tracking.Studies;
using Engram.Tracking.Workers;
using Microsoft.EntityFrameworkCore;

namespace Engram.Tracking.Storage;

/// <summary>The record: everything the platform knows, in PostgreSQL.</summary>
/// <param name="options">Made with <c>UseNpgsql(dataSource)</c>: entities, chunks and notifications share one <c>NpgsqlDataSource</c>.</param>
/// <remarks>What each table holds and which nonsense it forbids stands in the configuration beside this file, one per noun.</remarks>
public sealed class EngramDb(DbContextOptions<EngramDb> options) : DbContext(options)
{
    /// <summary>Projects, deleted ones included.</summary>
    public DbSet<Project> Projects => Set<Project>();

    /// <summary>Studies, deleted ones included.</summary>
    public DbSet<Study> Studies => Set<Study>();

    /// <summary>Conditions of studies.</summary>
    public DbSet<Condition> Conditions => Set<Condition>();

    /// <summary>Checkpoints that studies start from.</summary>
    public DbSet<StudyInput> StudyInputs => Set<StudyInput>();

    /// <summary>Runs, deleted ones included.</summary>
    public DbSet<Run> Runs => Set<Run>();

    /// <summary>Tasks of runs.</summary>
    public DbSet<RunTask> Tasks => Set<RunTask>();

    /// <summary>Log lines of runs.</summary>
    public DbSet<LogLine> LogLines => Set<LogLine>();

    /// <summary>Worker processes, past ones included.</summary>
    public DbSet<Worker> Workers => Set<Worker>();

    /// <summary>Metric series of runs.</summary>
    public DbSet<Series> Series => Set<Series>();

    /// <summary>Encoded points of series.</summary>
    public DbSet<MetricChunk> MetricChunks => Set<MetricChunk>();

    /// <summary>What the metrics of runs come to, for searching.</summary>
    public DbSet<MetricSummary> RunSummaries => Set<MetricSummary>();

    /// <summary>Writes of points that were committed, by the number their client gave them.</summary>
    public DbSet<MetricRequest> MetricRequests => Set<MetricRequest>();

    /// <summary>Files of runs.</summary>
    public DbSet<Artifact> Artifacts => Set<Artifact>();

    /// <summary>Data that runs read.</summary>
    public DbSet<Dataset> Datasets => Set<Dataset>();

    /// <summary>Which run read which data.</summary>
    public DbSet<RunInput> RunInputs => Set<RunInput>();

    /// <summary>Models that runs read or made.</summary>
    public DbSet<RunModel> RunModels => Set<RunModel>();

    /// <summary>Keys to offer while a filter is typed.</summary>
    public DbSet<SearchKey> SearchKeys => Set<SearchKey>();

    /// <summary>Indexes made because people sort by a key.</summary>
    public DbSet<SortIndex> SortIndexes => Set<SortIndex>();

    /// <summary>Bytes of checkpoints.</summary>
    public DbSet<Blob> Blobs => Set<Blob>();

    /// <summary>Checkpoints of runs.</summary>
    public DbSet<Checkpoint> Checkpoints => Set<Checkpoint>();

    /// <summary>Which task started from which checkpoint.</summary>
    public DbSet<Transfer> Transfers => Set<Transfer>();

    /// <summary>Saved comparisons.</summary>
    public DbSet<Comparison> Comparisons => Set<Comparison>();

    /// <summary>Creating requests that carried a key, with their answers.</summary>
    public DbSet<KeyedRequest> KeyedRequests => Set<KeyedRequest>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(EngramDb).Assembly);
        SnakeCase.Rename(modelBuilder.Model);
    }
}
