using Engram.Tracking.Metrics;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class SeriesTable : IEntityTypeConfiguration<Series>
{
    public void Configure(EntityTypeBuilder<Series> series)
    {
        series.ToTable("Series", table => table.HasCheckConstraint("ck_series_key", "length(key) between 1 and 250"));
        series.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
        series.HasOne<RunTask>().WithMany().HasForeignKey(s => new { s.RunId, s.TaskIndex }).OnDelete(DeleteBehavior.Cascade);
        // One series per key and task, and one per key outside tasks.
        series.HasIndex(s => new { s.RunId, s.Key, s.TaskIndex }).IsUnique().AreNullsDistinct(false);
    }
}

internal sealed class MetricChunkTable : IEntityTypeConfiguration<MetricChunk>
{
    public void Configure(EntityTypeBuilder<MetricChunk> chunk)
    {
        chunk.ToTable(table => table.HasCheckConstraint("ck_metric_chunks_count", "count >= 1 and last_step >= first_step and nan_count between 0 and count"));
        chunk.HasKey(c => new { c.SeriesId, c.Sequence });
        chunk.HasOne<Series>().WithMany().HasForeignKey(c => c.SeriesId).OnDelete(DeleteBehavior.Cascade);
        chunk.HasIndex(c => new { c.SeriesId, c.LastStep });
    }
}

internal sealed class MetricSummaryTable : IEntityTypeConfiguration<MetricSummary>
{
    public void Configure(EntityTypeBuilder<MetricSummary> summary)
    {
        summary.ToTable("RunSummaries", table => table.HasCheckConstraint("ck_run_summaries", "jsonb_typeof(summary) = 'object'"));
        summary.HasKey(s => s.RunId);
        summary.HasIndex(s => s.Stale).HasFilter("stale");
        summary.HasOne<Run>().WithOne().HasForeignKey<MetricSummary>(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
        summary.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MetricRequestTable : IEntityTypeConfiguration<MetricRequest>
{
    public void Configure(EntityTypeBuilder<MetricRequest> request)
    {
        request.HasKey(r => new { r.RunId, r.Number });
        request.HasOne<Run>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        // Old ones are deleted by age.
        request.HasIndex(r => r.ReceivedAt);
    }
}
