using Engram.Tracking.Checkpoints;
using Engram.Tracking.Studies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class StudyTable : IEntityTypeConfiguration<Study>
{
    public void Configure(EntityTypeBuilder<Study> study)
    {
        study.ToTable(table =>
        {
            table.HasCheckConstraint("ck_studies_name", "length(trim(name)) between 1 and 200");
            table.HasCheckConstraint("ck_studies_seeds", "cardinality(seeds) >= 1 and 0 <= all(seeds)");
        });
        study.HasOne(s => s.Project).WithMany().HasForeignKey(s => s.ProjectId).OnDelete(DeleteBehavior.Cascade);
        study.HasAlternateKey(s => new { s.ProjectId, s.Id });
        study.HasMany(s => s.Conditions).WithOne().HasForeignKey(c => c.StudyId).OnDelete(DeleteBehavior.Cascade);
        study.HasMany(s => s.Inputs).WithOne().HasForeignKey(i => i.StudyId).OnDelete(DeleteBehavior.Cascade);
        study.HasIndex(s => new { s.CreatedAt, s.Id }).IsDescending();
    }
}

internal sealed class ConditionTable : IEntityTypeConfiguration<Condition>
{
    public void Configure(EntityTypeBuilder<Condition> condition)
    {
        condition.ToTable(table => table.HasCheckConstraint("ck_conditions_options", "jsonb_typeof(options) = 'object'"));
        // The pair is what runs refer to: a run's condition is one of its own study's.
        condition.HasAlternateKey(c => new { c.StudyId, c.Id });
        condition.HasIndex(c => new { c.StudyId, c.OptionsHash }).IsUnique();
        condition.HasIndex(c => new { c.StudyId, c.Position }).IsUnique();
        condition.HasIndex(c => new { c.StudyId, c.Label }).IsUnique();
    }
}

internal sealed class StudyInputTable : IEntityTypeConfiguration<StudyInput>
{
    public void Configure(EntityTypeBuilder<StudyInput> input)
    {
        input.HasKey(i => new { i.StudyId, i.Kind });
        input.HasOne<Checkpoint>().WithMany().HasForeignKey(i => i.CheckpointId).OnDelete(DeleteBehavior.Restrict);
    }
}
