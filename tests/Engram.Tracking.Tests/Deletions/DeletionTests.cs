using Engram.Testing;
using Engram.Tracking.Deletions;

namespace Engram.Tracking.Tests.Deletions;

/// <summary>What goes into the bin, what stays, and what comes back.</summary>
public sealed class DeletionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private BinScene _bin = null!;

    public async ValueTask InitializeAsync() => _bin = await BinScene.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _bin.DisposeAsync();

    [Fact]
    public async Task Runs_go_together_and_come_back_together()
    {
        var runs = await _bin.ExternalAsync(await _bin.ProjectAsync("p"), 1_203);
        var first = await _bin.Deletion.DeleteRunsAsync(runs[..3], default);
        _bin.Clock.Advance(TimeSpan.FromSeconds(1));
        var rest = await _bin.Deletion.DeleteRunsAsync([.. runs, Guid.CreateVersion7(), runs[5]], default);
        Assert.Equal((3, 0, 1_200, 0), (first.Runs, first.Kept, rest.Runs, rest.Kept));
        Assert.Equal(0, await _bin.NumberAsync("select count(*) from runs where deleted_at is null"));

        Assert.Equal(1_200, (await _bin.Restoration.RestoreRunsAsync(rest.DeletedAt, default)).Runs);
        Assert.Equal(3, await _bin.NumberAsync("select count(*) from runs where deleted_at is not null"));
        Assert.Equal(3, (await _bin.Restoration.RestoreRunsAsync(runs, default)).Runs);
    }

    [Fact]
    public async Task A_run_that_others_started_from_stays_unless_they_go_too_and_says_who_they_are()
    {
        var study = await _bin.ChainAsync();
        Guid a = study.Run("a", 0), b = study.Run("b", 0), c = study.Run("c", 0);

        var alone = await _bin.Deletion.DeleteRunsAsync([a], default);
        Assert.Equal((0, 1), (alone.Runs, alone.Kept));
        Assert.Equal((a, KeptReason.Needed, b), (alone.SomeKept[0].Id, alone.SomeKept[0].Reason, Assert.Single(alone.SomeKept[0].NeededBy)));

        // b is needed by c, which stays; so a, which only b needs, stays as well.
        var two = await _bin.Deletion.DeleteRunsAsync([a, b], default);
        Assert.Equal((0, 2), (two.Runs, two.Kept));
        Assert.Equal(3, (await _bin.Deletion.DeleteRunsAsync([a, b, c], default)).Runs);
        Assert.Equal(3, await _bin.NumberAsync("select count(*) from runs where deleted_at is null"));
    }

    [Fact]
    public async Task A_run_that_a_worker_has_stays()
    {
        var study = await _bin.ChainAsync();
        await study.ExecuteAsync("insert into conditions (id, study_id, position, label, options, options_hash) select gen_random_uuid(), $1, 9, 'd', '{}', repeat('d', 64)", study.Id);
        await study.ExecuteAsync("""
            insert into runs (id, project_id, study_id, condition_id, seed, name, experiment, state, submitted_at, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags)
            select gen_random_uuid(), $1, $2, c.id, 5, 'd', 'x', 'queued', now(), 0, 0, 0, 0, false, 0, '', '', '{}' from conditions c where c.label = 'd'
            """, study.ProjectId, study.Id);
        var living = await _bin.LivingAsync(study.ProjectId);

        var all = await _bin.Deletion.DeleteRunsAsync(living, default);
        Assert.Equal((6, 1, KeptReason.Open), (all.Runs, all.Kept, all.SomeKept[0].Reason));
        var whole = await _bin.Deletion.DeleteStudyAsync(study.Id, default);
        Assert.Equal((0, 1), (whole!.Runs, whole.Kept));
        Assert.Equal(1, await _bin.NumberAsync("select count(*) from studies where deleted_at is null"));
    }

    [Fact]
    public async Task A_study_whose_memory_another_study_starts_from_stays_and_their_project_goes_as_a_whole()
    {
        var study = await _bin.ChainAsync();
        await study.ExecuteAsync("""
            insert into studies (id, project_id, name, experiment, experiment_version, seeds, priority, tags, created_at)
            select gen_random_uuid(), $1, 'next', experiment, 1, '{0}', 0, '{}', now() from studies where id = $2
            """, study.ProjectId, study.Id);
        await study.ExecuteAsync("""
            insert into study_inputs (study_id, kind, checkpoint_id) select s.id, 'memory', (select id from checkpoints where run_id = $1) from studies s where s.name = 'next'
            """, study.Run("c", 1));

        var kept = (await _bin.Deletion.DeleteStudyAsync(study.Id, default))!;
        Assert.Equal((0, 1, study.Run("c", 1)), (kept.Runs, kept.Kept, kept.SomeKept[0].Id));
        Assert.Single(kept.SomeKept[0].NeededByStudies);

        Assert.Equal(6, (await _bin.Deletion.DeleteProjectAsync(study.ProjectId, default))!.Runs);
        Assert.Equal(0, await _bin.NumberAsync("select count(*) from studies where deleted_at is null"));
        Assert.Equal(BinKind.Project, Assert.Single(await _bin.Reader.ListAsync(null, null, 10, default)).Kind);

        Assert.Equal(6, (await _bin.Restoration.RestoreProjectAsync(study.ProjectId, null, default))!.Runs);
        Assert.Equal(2, await _bin.NumberAsync("select count(*) from studies where deleted_at is null"));
        Assert.Equal(6, await _bin.NumberAsync("select count(*) from runs where deleted_at is null"));
        Assert.Empty(await _bin.Reader.ListAsync(null, null, 10, default));
    }

    [Fact]
    public async Task A_name_is_free_at_once_and_the_old_project_comes_back_under_another()
    {
        var old = await _bin.ProjectAsync("name");
        await _bin.ExternalAsync(old, 2);
        await _bin.Deletion.DeleteProjectAsync(old, default);
        var now = await _bin.ProjectAsync("name");
        Assert.NotEqual(old, now);

        Assert.Contains("'name'", (await Assert.ThrowsAsync<ProjectNameTakenException>(() => _bin.Restoration.RestoreProjectAsync(old, null, default))).Message);
        Assert.Equal(0, await _bin.NumberAsync("select count(*) from runs where deleted_at is null"));
        Assert.Equal(2, (await _bin.Restoration.RestoreProjectAsync(old, "older", default))!.Runs);
        Assert.Equal(old, await _bin.ProjectAsync("older"));
        Assert.Null(await _bin.Restoration.RestoreProjectAsync(old, null, default));
        Assert.Null(await _bin.Deletion.DeleteProjectAsync(Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task What_went_by_itself_before_its_project_stays_in_the_bin_when_that_comes_back()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 3);
        await _bin.Deletion.DeleteRunsAsync([runs[0]], default);
        _bin.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bin.Deletion.DeleteProjectAsync(project, default);
        Assert.Equal(0, (await _bin.Restoration.RestoreRunsAsync([runs[1]], default)).Runs); // its project is in the bin
        await _bin.Restoration.RestoreProjectAsync(project, null, default);
        Assert.Equal(runs[1..].Order(), (await _bin.LivingAsync(project)).Order());
    }

    [Fact]
    public async Task A_place_that_is_taken_keeps_its_old_run_in_the_bin()
    {
        var study = await _bin.ChainAsync();
        var old = study.Run("c", 0);
        await _bin.Deletion.DeleteRunsAsync([old, study.Run("c", 1)], default);
        await study.ExecuteAsync("""
            insert into runs (id, project_id, study_id, condition_id, seed, name, experiment, state, submitted_at, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags)
            select gen_random_uuid(), project_id, study_id, condition_id, seed, name, experiment, 'queued', now(), 0, 0, 0, 0, false, 0, '', '', '{}' from runs where id = $1
            """, old);
        var back = await _bin.Restoration.RestoreRunsAsync([old, study.Run("c", 1)], default);
        Assert.Equal((1, old), (back.Runs, Assert.Single(back.Kept)));
    }

    [Fact]
    public async Task The_bin_is_listed_page_by_page_newest_first()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 25);
        await _bin.Deletion.DeleteRunsAsync(runs[..20], default);
        _bin.Clock.Advance(TimeSpan.FromMinutes(1));
        await _bin.Deletion.DeleteRunsAsync(runs[20..], default);
        await _bin.ExternalAsync(await _bin.ProjectAsync("other"), 1);
        List<BinEntry> all = [];
        (DateTimeOffset, Guid)? before = null;
        while (await _bin.Reader.ListAsync(project, before, 7, default) is { Count: > 0 } page)
        {
            all.AddRange(page);
            before = (page[^1].DeletedAt, page[^1].Id);
        }
        Assert.Equal(25, all.DistinctBy(entry => entry.Id).Count());
        Assert.Equal(all.OrderByDescending(entry => entry.DeletedAt).ThenByDescending(entry => entry.Id.ToString("N"), StringComparer.Ordinal).Select(entry => entry.Id), all.Select(entry => entry.Id));
        Assert.Equal(runs[20..].Order(), all[..5].Select(entry => entry.Id).Order());
        Assert.Empty(await _bin.Reader.ListAsync(Guid.CreateVersion7(), null, 7, default));
    }

    [Fact]
    public async Task An_act_is_found_by_its_time_and_undone_alone()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 5);
        var first = await _bin.Deletion.DeleteRunsAsync(runs[..2], default);
        _bin.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _bin.Deletion.DeleteRunsAsync(runs[2..4], default);
        _bin.Clock.Advance(TimeSpan.FromSeconds(1));
        var all = (await _bin.Deletion.DeleteProjectAsync(project, default))!;
        Assert.Null(await _bin.Reader.ActAsync(first.DeletedAt, default)); // not by itself: its project is in the bin

        var act = (await _bin.Reader.ActAsync(all.DeletedAt, default))!;
        Assert.Equal((BinKind.Project, project, 1), (act.Kind, act.Id, act.Runs));
        Assert.Equal(1, (await _bin.Restoration.UndoAsync(act, default))!.Runs);
        Assert.Equal([runs[4]], await _bin.LivingAsync(project));
        Assert.Null(await _bin.Restoration.UndoAsync(act, default));

        act = (await _bin.Reader.ActAsync(first.DeletedAt, default))!;
        Assert.Equal((BinKind.Run, 2), (act.Kind, act.Runs));
        Assert.Equal(2, (await _bin.Restoration.UndoAsync(act, default))!.Runs);
        Assert.Equal(((Guid[])[.. runs[..2], runs[4]]).Order(), await _bin.LivingAsync(project));
        Assert.Null(await _bin.Reader.ActAsync(first.DeletedAt, default));
        Assert.Equal(2, (await _bin.Reader.ActAsync(second.DeletedAt, default))!.Runs);
    }

    [Fact]
    public async Task Runs_that_went_together_are_one_act_with_their_number_and_projects()
    {
        var (project, other, third) = (await _bin.ProjectAsync("p"), await _bin.ProjectAsync("other"), await _bin.ProjectAsync("third"));
        var (runs, others) = (await _bin.ExternalAsync(project, 4), await _bin.ExternalAsync(other, 3));
        await _bin.ExternalAsync(third, 2);
        var together = await _bin.Deletion.DeleteRunsAsync([.. runs[..3], others[0]], default);
        _bin.Clock.Advance(TimeSpan.FromSeconds(1));
        await _bin.Deletion.DeleteRunsAsync([runs[3]], default);
        _bin.Clock.Advance(TimeSpan.FromSeconds(1));
        await _bin.Deletion.DeleteProjectAsync(third, default);

        var acts = await _bin.Reader.ListActsAsync(10, default);

        Assert.Equal(
            [(BinKind.Project, 2, "third", false), (BinKind.Run, 1, "p", false), (BinKind.Run, 4, "other p", true)],
            acts.Select(act => (act.Entry.Kind, act.Entry.Runs, string.Join(' ', act.Projects), act.AreRuns)));
        Assert.Equal(runs[3], acts[1].Entry.Id);
        Assert.Equal(acts.Take(2).Select(act => act.Entry), (await _bin.Reader.ListActsAsync(2, default)).Select(act => act.Entry));
        var members = await _bin.Reader.ListRunsAsync(together.DeletedAt, 10, default);
        Assert.Equal(((Guid[])[.. runs[..3], others[0]]).Order(), members.Select(member => member.Id));
        Assert.Equal(members.Take(2), await _bin.Reader.ListRunsAsync(together.DeletedAt, 2, default));

        await _bin.Restoration.RestoreRunsAsync([others[0]], default); // One by one: the act is as large as what is left of it.
        Assert.Equal((3, "p"), (await _bin.Reader.ListActsAsync(10, default))[2] is var left ? (left.Entry.Runs, Assert.Single(left.Projects)) : default);
    }

    [Fact]
    public async Task A_deletion_that_was_interrupted_is_finished()
    {
        var project = await _bin.ProjectAsync("p");
        await _bin.ExternalAsync(project, 1_001);
        await _bin.NumberAsync($"with gone as (update projects set deleted_at = '2026-01-01T00:00:05Z' where id = '{project}' returning 1) select count(*) from gone");
        await _bin.Deletion.FinishAsync(default);
        Assert.Equal(1_001, (await _bin.Restoration.RestoreProjectAsync(project, null, default))!.Runs);
    }

    [Fact]
    public async Task Whoever_writes_beside_a_large_deletion_waits_for_a_batch_and_not_for_all()
    {
        var project = await _bin.ProjectAsync("p");
        var runs = await _bin.ExternalAsync(project, 10_000);
        var deleting = _bin.Deletion.DeleteRunsAsync(runs, default);
        var longest = TimeSpan.Zero;
        var writes = 0;
        while (!deleting.IsCompleted)
        {
            // As an ingestion does: the row of some run, held in a transaction.
            var begun = TimeProvider.System.GetTimestamp();
            await using var command = _bin.Data.CreateCommand("select id from runs where id = any($1) for key share");
            command.Parameters.Add(new() { Value = new[] { runs[(writes * 997) % 10_000], runs[(writes * 31) % 10_000] } });
            await command.ExecuteNonQueryAsync();
            if (TimeProvider.System.GetElapsedTime(begun) is var took && took > longest) longest = took;
            writes++;
        }
        Assert.Equal(10_000, (await deleting).Runs);
        Assert.True(writes > 10, $"Only {writes} writes went beside it, the longest of {longest}.");
    }
}
