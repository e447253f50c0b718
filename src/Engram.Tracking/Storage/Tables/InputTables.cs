using Engram.Tracking.Inputs;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class DatasetTable : IEntityTypeConfiguration<Dataset>
{
    public void Configure(EntityTypeBuilder<Dataset> dataset)
    {
        dataset.HasOne<Project>().WithMany().HasForeignKey(d => d.ProjectId).OnDelete(DeleteBehavior.Cascade);
        dataset.HasIndex(d => new { d.ProjectId, d.Name, d.Digest }).IsUnique();
    }
}

internal sealed class RunInputTable : IEntityTypeConfiguration<RunInput>
{
    public void Configure(EntityTypeBuilder<RunInput> input)
    {
        input.HasKey(i => new { i.RunId, i.DatasetId });
        input.HasOne<Run>().WithMany().HasForeignKey(i => i.RunId).OnDelete(DeleteBehavior.Cascade);
        input.HasOne<Dataset>().WithMany().HasForeignKey(i => i.DatasetId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RunModelTable : IEntityTypeConfiguration<RunModel>
{
    public void Configure(EntityTypeBuilder<RunModel> model)
    {
        model.ToTable(table => table.HasCheckConstraint("ck_run_models_direction", "direction in ('input', 'output')"));
        model.HasKey(m => new { m.RunId, m.Direction, m.ModelId });
        model.HasOne<Run>().WithMany().HasForeignKey(m => m.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}
