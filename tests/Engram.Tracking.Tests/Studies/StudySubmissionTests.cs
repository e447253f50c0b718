using Engram.Testing;
using Engram.Tracking.Runs;
using Engram.Tracking.Studies;
using Engram.Tracking.Tests.Runs;
using Microsoft.EntityFrameworkCore;

namespace Engram.Tracking.Tests.Studies;

public sealed class StudySubmissionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_submission_makes_one_queued_run_per_condition_and_seed_and_announces_each()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);

        var made = await scene.SubmitAsync(conditions: 2, seeds: 3);

        Assert.Equal([("c0", 0L), ("c1", 0L), ("c0", 1L), ("c1", 1L), ("c0", 2L), ("c1", 2L)], made.Runs.Select(run => (run.Condition, run.Seed)));
        Assert.Equal(made.Runs.Select(run => run.Id), scene.Transport.Announced);
        await using var db = scene.Db();
        var study = await db.Studies.Include(s => s.Conditions).SingleAsync();
        Assert.Equal((made.Id, "Table I", "sequential-lift", 3), (study.Id, study.Name, study.Experiment, study.ExperimentVersion));
        Assert.Equal([0, 1], study.Conditions.OrderBy(c => c.Position).Select(c => c.Options.RootElement.GetProperty("width").GetInt32()));
        Assert.Equal(6, await db.Runs.CountAsync(run => run.State == RunState.Queued && run.StudyId == made.Id));
    }

    [Fact]
    public async Task A_refused_plan_names_every_fault_at_once_and_changes_nothing()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var db = scene.Db();
        var plan = new StudyPlan(" ", "sequential-lift", 1,
            [new("a", "{}", "1"), new("a", "[]", "2"), new("b", "{}", "1")], [1, 1, -2])
        {
            Tags = ["\0"],
            Inputs = new Dictionary<string, Guid> { ["recipe"] = Guid.Empty, ["memory"] = Guid.Parse("00000000-0000-7000-8000-000000000001") },
        };

        var refused = await Assert.ThrowsAsync<StudyRefusedException>(() =>
            new StudySubmission(db, scene.Transport, TimeProvider.System).SubmitAsync(Guid.Empty, plan, default));

        Assert.Equal(
            [
                "project: There is no project 00000000000000000000000000000000.",
                "name: The name has 0 characters; 1 to 200 are allowed.",
                "tags: '␀' holds a character that cannot be stored (NUL, or half of a surrogate pair); leave it out.",
                "conditions: The options of 'a' are not a JSON object.",
                "conditions: Two conditions are called 'a'; labels are unique within a study.",
                "conditions: 'a' and 'b' have the same options; keep one of them.",
                "seeds: Seed -2 is negative; seeds are 0 or more.",
                "seeds: Seed 1 is listed twice; each condition runs once per seed.",
                "transfer.recipe: There is no kind of checkpoint 'recipe'. Known: memory, network, optimizer, learned-loss, initialization, training-state.",
                "transfer.memory: There is no checkpoint 00000000000070008000000000000001.",
            ], refused.Errors.SelectMany(error => error.Value.Select(text => $"{error.Key}: {text}")));
        Assert.Equal(0, await scene.CountAsync("studies"));
        Assert.Empty(scene.Transport.Announced);
    }

    [Fact]
    public async Task A_study_without_conditions_or_seeds_or_with_too_many_runs_is_refused()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var db = scene.Db();
        var submission = new StudySubmission(db, scene.Transport, TimeProvider.System);

        var empty = await Assert.ThrowsAsync<StudyRefusedException>(() => submission.CheckAsync(scene.Project, QueueScene.Plan(0, 0), default));
        Assert.Equal(["conditions", "seeds"], empty.Errors.Keys);
        var huge = await Assert.ThrowsAsync<StudyRefusedException>(() => submission.CheckAsync(scene.Project, QueueScene.Plan(101, 100), default));
        Assert.Equal("101 conditions × 100 seeds are 10100 runs; one study may have 10000. Split it.", huge.Message);
    }

    [Fact]
    public async Task A_submission_that_breaks_half_way_leaves_nothing()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        // The table refuses the last run: everything before it must go with it.
        await scene.ExecuteAsync("alter table runs add constraint until_here check (seed < 2)");

        await Assert.ThrowsAnyAsync<DbUpdateException>(() => scene.SubmitAsync(conditions: 2, seeds: 3));

        foreach (var table in new[] { "studies", "conditions", "runs" }) Assert.Equal(0, await scene.CountAsync(table));
        Assert.Empty(scene.Transport.Announced);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_project_that_is_being_deleted_takes_no_more_runs(bool extend)
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync();
        await using var connection = await scene.Data.OpenConnectionAsync();
        await using var deletion = await connection.BeginTransactionAsync();
        await ChangeAsync("update projects set deleted_at = now()");

        await using var db = scene.Db();
        var submission = new StudySubmission(db, scene.Transport, TimeProvider.System);
        var made = extend ? submission.ExtendAsync(study.Id, [], [1], default) : submission.SubmitAsync(scene.Project, QueueScene.Plan(1, 1), default);
        while (!made.IsCompleted && await scene.CountAsync("pg_stat_activity", "datname = current_database() and wait_event_type = 'Lock'") == 0) await Task.Delay(5);
        Assert.False(made.IsCompleted);
        // The deletion goes on to its studies and runs: the submission must not hold them while it waits.
        await ChangeAsync("update studies set deleted_at = now()");
        await ChangeAsync("update runs set deleted_at = now()");
        await deletion.CommitAsync();

        var refused = await Assert.ThrowsAsync<StudyRefusedException>(() => made);
        Assert.Equal($"The project {scene.Project:N} was deleted; submit to another one.", refused.Message);
        Assert.Equal((1L, 1L), (await scene.CountAsync("studies"), await scene.CountAsync("runs")));

        async Task ChangeAsync(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Only_a_checkpoint_of_the_right_kind_of_a_run_that_succeeded_can_be_handed_on()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        await using var db = scene.Db();
        var submission = new StudySubmission(db, scene.Transport, TimeProvider.System);
        await scene.SubmitAsync();
        var fence = (await scene.ClaimAsync(await scene.WorkerAsync()))[0].Fence;
        var memory = Guid.CreateVersion7();
        await scene.ExecuteAsync($"""
            insert into blobs values (sha256('abc'), 3, 'abc');
            insert into checkpoints (id, run_id, step, kind, sha256, size, metadata, created_at) values ('{memory}', '{fence.RunId}', 0, 'memory', sha256('abc'), 3, '{"{}"}', now());
            """);
        StudyPlan With(string kind) => QueueScene.Plan(1, 1) with { Inputs = new Dictionary<string, Guid> { [kind] = memory } };

        Assert.Equal($"Checkpoint {memory:N} belongs to run {fence.RunId:N}, which has not succeeded; only what a finished run left can be handed on.",
            (await Assert.ThrowsAsync<StudyRefusedException>(() => submission.SubmitAsync(scene.Project, With("memory"), default))).Message);
        await scene.End.SucceedAsync(fence, default);
        Assert.Equal($"Checkpoint {memory:N} is a memory, not a network.",
            (await Assert.ThrowsAsync<StudyRefusedException>(() => submission.SubmitAsync(scene.Project, With("network"), default))).Message);

        var made = await submission.SubmitAsync(scene.Project, With("memory"), default);
        Assert.Equal([new(made.Id, "memory", memory)], await db.StudyInputs.AsNoTracking().ToListAsync());
    }

    [Fact]
    public async Task Extending_adds_only_what_is_missing()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(conditions: 2, seeds: 2);
        await scene.ExecuteAsync($"update runs set deleted_at = now() where id = '{study.Runs[0].Id}'");
        await using var db = scene.Db();

        var more = await new StudySubmission(db, scene.Transport, TimeProvider.System).ExtendAsync(study.Id, QueueScene.Conditions(1, 2), [1, 7], default);

        Assert.Equal([("c0", 0L), ("c2", 0L), ("c2", 1L), ("c0", 7L), ("c1", 7L), ("c2", 7L)], more.Runs.Select(run => (run.Condition, run.Seed)));
        var progress = await new StudyProgressReader(scene.Data).ReadAsync([study.Id], default);
        Assert.Equal((9, 9, 0), (progress[study.Id].Expected, progress[study.Id].Count(RunState.Queued), progress[study.Id].Missing.Count));
    }

    [Fact]
    public async Task Two_extensions_at_once_do_not_double_a_run()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync(conditions: 2, seeds: 1);
        async Task<int> Extend()
        {
            await using var db = scene.Db();
            try
            {
                return (await new StudySubmission(db, scene.Transport, TimeProvider.System).ExtendAsync(study.Id, [], [1, 2, 3], default)).Runs.Count;
            }
            catch (StudyRefusedException)
            {
                return 0;
            }
        }
        Assert.Equal([0, 0, 0, 6], (await Task.WhenAll(Extend(), Extend(), Extend(), Extend())).Order());
        Assert.Equal(8, await scene.CountAsync("runs"));
    }

    [Fact]
    public async Task An_extension_with_nothing_new_or_of_nothing_is_refused()
    {
        await using var scene = await QueueScene.CreateAsync(postgres);
        var study = await scene.SubmitAsync();
        await using var db = scene.Db();
        var submission = new StudySubmission(db, scene.Transport, TimeProvider.System);
        Assert.Contains("has all of these runs already", (await Assert.ThrowsAsync<StudyRefusedException>(() => submission.ExtendAsync(study.Id, [], [0], default))).Message);
        var taken = QueueScene.Conditions(5, 1)[0] with { Label = "c0" };
        Assert.Contains("another condition called 'c0'", (await Assert.ThrowsAsync<StudyRefusedException>(() => submission.ExtendAsync(study.Id, [taken], [], default))).Message);
        await Assert.ThrowsAsync<StudyNotFoundException>(() => submission.ExtendAsync(Guid.Empty, [], [1], default));
    }
}
