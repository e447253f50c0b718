using Engram.Tracking.Comparing;
using Engram.Tracking.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class ProjectTable : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.ToTable(table => table.HasCheckConstraint("ck_projects_name", "length(trim(name)) between 1 and 200"));
        // A deleted project's name is free at once.
        project.HasIndex(p => p.Name).IsUnique().HasFilter("deleted_at is null");
    }
}

internal sealed class ComparisonTable : IEntityTypeConfiguration<Comparison>
{
    public void Configure(EntityTypeBuilder<Comparison> comparison)
    {
        comparison.ToTable(table => table.HasCheckConstraint("ck_comparisons_name", "length(trim(name)) between 1 and 200"));
        comparison.HasOne<Project>().WithMany().HasForeignKey(c => c.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
