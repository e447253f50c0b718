using Engram.Tracking.Metrics;
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
