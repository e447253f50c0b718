using Engram.Tracking.Projects;
using Engram.Tracking.Runs;
using Engram.Tracking.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class RunTable : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> run)
    {
        run.ToTable(table =>
        {
            table.HasCheckConstraint("ck_runs_state", "state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')");
            table.HasCheckConstraint("ck_runs_seed", "seed >= 0");
            table.HasCheckConstraint("ck_runs_attempt", "attempt >= losses and losses >= 0");
            table.HasCheckConstraint("ck_runs_progress", "progress between 0 and 1");
            table.HasCheckConstraint("ck_runs_study", "(study_id is null) = (condition_id is null) and (study_id is null or (seed is not null and experiment is not null))");
            table.HasCheckConstraint("ck_runs_name", "length(trim(name)) >= 1");
            table.HasCheckConstraint("ck_runs_options", "jsonb_typeof(options) = 'object' and jsonb_typeof(tag_values) = 'object'");
            table.HasCheckConstraint("ck_runs_lease", "(state = 'running' and study_id is not null) = (lease_until is not null) and (lease_until is null or worker_id is not null)");
            // What an external run's client says of its end stands as it was said.
            table.HasCheckConstraint("ck_runs_finished", "study_id is null or (state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)");
            table.HasCheckConstraint("ck_runs_error", "study_id is null or (state = 'failed') = (error_message is not null)");
        });
        run.Property(r => r.State).HasConversion(state => state.ToString().ToLowerInvariant(), text => Enum.Parse<RunState>(text, true));
        run.Property(r => r.Environment).HasColumnType("jsonb");
        run.Property(r => r.Options).HasDefaultValueSql("'{}'");
        run.Property(r => r.TagValues).HasDefaultValueSql("'{}'");
        run.Property(r => r.UserName).HasDefaultValue("");
        run.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectId).OnDelete(DeleteBehavior.Cascade);
        run.HasOne<Run>().WithMany().HasForeignKey(r => r.ParentId).OnDelete(DeleteBehavior.SetNull);
        run.HasIndex(r => r.ParentId).HasFilter("parent_id is not null");
        run.HasOne(r => r.Study).WithMany().HasForeignKey(r => new { r.ProjectId, r.StudyId })
            .HasPrincipalKey(s => new { s.ProjectId, s.Id }).OnDelete(DeleteBehavior.Cascade);
        run.HasOne(r => r.Condition).WithMany().HasForeignKey(r => new { r.StudyId, r.ConditionId })
            .HasPrincipalKey(c => new { c.StudyId, c.Id }).OnDelete(DeleteBehavior.Cascade);
        run.HasOne<Worker>().WithMany().HasForeignKey(r => r.WorkerId).OnDelete(DeleteBehavior.Restrict);
        run.HasIndex(r => new { r.ConditionId, r.Seed }).IsUnique().HasFilter("deleted_at is null");
        run.HasIndex(r => new { r.ProjectId, r.SubmittedAt, r.Id }).IsDescending(false, true, true);
        run.HasIndex(r => new { r.SubmittedAt, r.Id }).IsDescending(); // the list of all projects' runs
        run.HasIndex(r => new { r.Priority, r.SubmittedAt, r.Position, r.Id }).IsDescending(true, false, false, false)
            .HasFilter("state = 'queued' and deleted_at is null and study_id is not null").HasDatabaseName("IX_Runs_Queue");
        run.HasIndex(r => new { r.DeletedAt, r.Id }).IsDescending().HasFilter("deleted_at is not null").HasDatabaseName("IX_Runs_Bin");
        run.HasIndex(r => r.LeaseUntil).HasFilter("state = 'running'").HasDatabaseName("IX_Runs_Leases");
    }
}

internal sealed class RunTaskTable : IEntityTypeConfiguration<RunTask>
{
    public void Configure(EntityTypeBuilder<RunTask> task)
    {
        task.ToTable("Tasks", table => table.HasCheckConstraint("ck_tasks_steps", "index >= 0 and first_step >= 0 and last_step >= first_step - 1"));
        task.HasKey(t => new { t.RunId, t.Index });
        task.HasIndex(t => new { t.RunId, t.Name }).IsUnique();
        task.HasOne<Run>().WithMany().HasForeignKey(t => t.RunId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LogLineTable : IEntityTypeConfiguration<LogLine>
{
    public void Configure(EntityTypeBuilder<LogLine> line)
    {
        line.ToTable(table => table.HasCheckConstraint("ck_log_lines_severity", "severity in ('info', 'warning', 'error')"));
        line.HasOne<Run>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
        line.HasIndex(l => new { l.RunId, l.Id });
    }
}

internal sealed class WorkerTable : IEntityTypeConfiguration<Worker>
{
    public void Configure(EntityTypeBuilder<Worker> worker) =>
        worker.ToTable(table => table.HasCheckConstraint("ck_workers_concurrency", "concurrency >= 1"));
}
