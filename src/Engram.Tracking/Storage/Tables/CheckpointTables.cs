using Engram.Tracking.Checkpoints;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class BlobTable : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> blob)
    {
        blob.ToTable(table => table.HasCheckConstraint("ck_blobs_sha256", "sha256 = sha256(content) and size = length(content)"));
        blob.HasKey(b => b.Sha256);
    }
}

internal sealed class CheckpointTable : IEntityTypeConfiguration<Checkpoint>
{
    public void Configure(EntityTypeBuilder<Checkpoint> checkpoint)
    {
        checkpoint.ToTable(table => table.HasCheckConstraint("ck_checkpoints_kind",
            $"kind in ({string.Join(", ", Checkpoint.Kinds.Select(kind => $"'{kind}'"))})"));
        checkpoint.HasOne<Run>().WithMany().HasForeignKey(c => c.RunId).OnDelete(DeleteBehavior.Cascade);
        checkpoint.HasOne<RunTask>().WithMany().HasForeignKey(c => new { c.RunId, c.TaskIndex }).OnDelete(DeleteBehavior.Cascade);
        checkpoint.HasOne<Blob>().WithMany().HasForeignKey(c => c.Sha256).OnDelete(DeleteBehavior.Restrict);
        checkpoint.HasIndex(c => new { c.RunId, c.TaskIndex, c.Step });
        checkpoint.HasIndex(c => c.Sha256);
    }
}

internal sealed class TransferTable : IEntityTypeConfiguration<Transfer>
{
    public void Configure(EntityTypeBuilder<Transfer> transfer)
    {
        transfer.HasKey(t => new { t.RunId, t.TaskIndex, t.CheckpointId });
        transfer.HasOne<Run>().WithMany().HasForeignKey(t => t.RunId).OnDelete(DeleteBehavior.Cascade);
        // A checkpoint that something started from stays: deleting it would cut the lineage.
        transfer.HasOne<Checkpoint>().WithMany().HasForeignKey(t => t.CheckpointId).OnDelete(DeleteBehavior.NoAction);
        transfer.HasIndex(t => t.CheckpointId);
    }
}
