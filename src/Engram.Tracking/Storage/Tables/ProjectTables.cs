using Engram.Tracking.Comparing;
using Engram.Tracking.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class ProjectTable : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.ToTable(table => table.HasCheckConstraint("ck_projects_name", "length(trim(name)) between 1 and 500"));
        project.Property(p => p.Number).UseIdentityByDefaultColumn();
        project.HasIndex(p => p.Number).IsUnique();
        project.Property(p => p.TagValues).HasDefaultValueSql("'{}'");
        project.Property(p => p.UpdatedAt).HasDefaultValueSql("now()");
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
