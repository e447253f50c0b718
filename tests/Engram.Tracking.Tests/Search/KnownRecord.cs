using System.Text.Json.Nodes;
using Engram.Testing;
using Engram.Tracking.Projects;

namespace Engram.Tracking.Tests.Search;

/// <summary>Writes the oracle's runs into a record, and finds them again.</summary>
internal static class KnownRecord
{
    /// <summary>A database with these runs.</summary>
    public static async Task<TestDatabase> CreateAsync(PostgresFixture postgres, IReadOnlyList<KnownRun> runs)
    {
        var database = await postgres.CreateDatabaseAsync();
        var projects = new Dictionary<string, Guid>();
        foreach (var name in runs.Select(run => run.Project).Distinct())
        {
            await using var db = database.Context();
            projects[name] = (await new ProjectDirectory(db, TimeProvider.System).FindOrCreateAsync(name, default)).Id;
        }
        await using var command = database.DataSource.CreateCommand("""
            with worker as (
              insert into workers (id, name, version, concurrency, lock_key, started_at, seen_at) values ('0199c0de-0000-7000-9000-000000000000', 'host:1', '1', 1, 1, now(), now()) returning id
            ), run as (
              select * from jsonb_to_recordset($1) as run(id uuid, project uuid, name text, experiment text, study text, condition text, state text, seed bigint, attempt int,
                progress float8, submitted timestamptz, started timestamptz, finished timestamptz, by text, parent uuid, options jsonb, summary jsonb, labels jsonb, tags jsonb)
            ), study as ( -- one for each run, so that no two have the same condition and seed
              insert into studies (id, project_id, name, experiment, experiment_version, seeds, priority, tags, created_at)
              select id, project, study, experiment, 1, array[seed], 0, '{}', submitted from run where study is not null
            ), condition as (
              insert into conditions (id, study_id, position, label, options, options_hash) select id, id, 0, condition, '{}', '' from run where study is not null
            ), summary as (
              insert into run_summaries (run_id, project_id, summary) select id, project, summary from run where summary is not null
            )
            insert into runs (id, project_id, study_id, condition_id, name, experiment, state, seed, attempt, losses, progress, submitted_at, started_at, finished_at, user_name, parent_id,
              options, tags, tag_values, priority, position, cancel_requested, doing, notes, error_message, worker_id, lease_until)
            select id, project, case when study is not null then id end, case when study is not null then id end, name, experiment, state, seed, attempt, 0, progress, submitted, started, finished,
              by, parent, options, array(select jsonb_array_elements_text(labels)), tags, 0, 0, false, '', '', case state when 'failed' then 'diverged' end,
              case when state = 'running' and study is not null then (select id from worker) end,
              case when state = 'running' and study is not null then now() + interval '1 day' end
            from run
            """);
        command.Parameters.Add(new() { Value = new JsonArray([.. runs.Select(run => Json(run, projects[run.Project]))]).ToJsonString(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
        return database;
    }

    private static JsonNode Json(KnownRun run, Guid project) => new JsonObject
    {
        ["id"] = run.Id,
        ["project"] = project,
        ["name"] = run.Name,
        ["experiment"] = run.Experiment,
        ["study"] = run.Study,
        ["condition"] = run.Condition,
        ["state"] = run.State,
        ["seed"] = run.Seed,
        ["attempt"] = run.Attempt,
        ["progress"] = run.Progress,
        ["submitted"] = run.SubmittedAt,
        ["started"] = run.StartedAt,
        ["finished"] = run.FinishedAt,
        ["by"] = run.User,
        ["parent"] = run.Parent,
        ["options"] = new JsonObject(run.Options.Select(option => KeyValuePair.Create(option.Key, JsonNode.Parse(option.Value.GetRawText())))),
        ["summary"] = run.Metrics.Count == 0 ? null : new JsonObject(run.Metrics.Select(metric => KeyValuePair.Create(metric.Key,
            (JsonNode?)new JsonObject(metric.Value.Select(number => KeyValuePair.Create(number.Key, (JsonNode?)RandomRuns.Stored(number.Value))))))),
        ["labels"] = new JsonArray([.. run.Labels.Select(label => JsonValue.Create(label))]),
        ["tags"] = new JsonObject(run.TagValues.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value))),
    };
}
