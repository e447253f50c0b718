using Engram.Tracking.Artifacts;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class ArtifactTable : IEntityTypeConfiguration<Artifact>
{
    public void Configure(EntityTypeBuilder<Artifact> artifact)
    {
        artifact.ToTable(table => table.HasCheckConstraint("ck_artifacts", "length(sha256) = 32 and size >= 0 and length(path) between 1 and 4096"));
        artifact.HasOne<Run>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
        // One file per path and run, and one per path outside runs.
        artifact.HasIndex(a => new { a.RunId, a.Path }).IsUnique().AreNullsDistinct(false);
        artifact.HasIndex(a => a.Sha256);
    }
}
