using Engram.Numerics.Serialization;
using Engram.Testing;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Deletions;
using Engram.Tracking.Checkpoints;
using Engram.Tracking.Projects;
using Engram.Tracking.Tests.Metrics;
using Npgsql;

namespace Engram.Tracking.Tests.Deletions;

/// <summary>A database, a folder of artifact content, and everything that puts into the bin and takes out of it, on a clock of its own.</summary>
internal sealed class BinScene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-bin-");

    private BinScene(TestDatabase database)
    {
        Database = database;
        Content = new(_folder.FullName, ContentLimits.Default);
        Deletion = new(Data, Clock);
        Restoration = new(Data);
        Reader = new(Data);
        Purge = new(Data, new(Data), new(Data, Content, Clock));
    }

    public TestDatabase Database { get; }
    public NpgsqlDataSource Data => Database.DataSource;
    public ManualClock Clock { get; } = new();
    public FolderContent Content { get; }
    public Deletion Deletion { get; }
    public Restoration Restoration { get; }
    public BinReader Reader { get; }
    public BinPurge Purge { get; }

    public static async Task<BinScene> CreateAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync());

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async Task<Guid> ProjectAsync(string name)
    {
        await using var db = Database.Context();
        return (await new ProjectDirectory(db, Clock).FindOrCreateAsync(name, default)).Id;
    }

    /// <summary>External runs, made by one statement.</summary>
    public async Task<Guid[]> ExternalAsync(Guid project, int count)
    {
        await using var command = Data.CreateCommand("""
            with made as (
              insert into runs (id, project_id, name, state, options, submitted_at, attempt, losses, priority, position, cancel_requested, progress, doing, notes, tags)
              select gen_random_uuid(), $1, 'run ' || n, 'running', jsonb_build_object('eta', n, 'optimizer', 'sgd'), now(), 0, 0, 0, 0, false, 0, '', '', '{}'
              from generate_series(1, $2) n returning id)
            select array(select id from made)
            """);
        command.Parameters.Add(new() { Value = project });
        command.Parameters.Add(new() { Value = count });
        return (Guid[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Seeds 0 and 1 of conditions a, b and c, all succeeded; b's runs started from a's checkpoints, c's from b's.</summary>
    public async Task<RecordedStudy> ChainAsync()
    {
        var study = await RecordedStudy.CreateAsync(Database, [("a", "{}"), ("b", "{\"x\":1}"), ("c", "{\"x\":2}")], 0, 1);
        var store = new CheckpointStore(Data, Clock);
        for (var seed = 0L; seed < 2; seed++)
        {
            Guid? before = null;
            foreach (var condition in (string[])["a", "b", "c"])
            {
                var fence = await study.StartAsync(condition, seed);
                await study.BeginTaskAsync(fence, 0, "light");
                if (before is not null) await store.RecordTransferAsync(fence, 0, before.Value, default);
                before = await store.SaveAsync(fence, "memory", 0, 1, Tensor($"{condition}{seed}"), default);
                await study.SucceedAsync(fence);
            }
        }
        return study;
    }

    public static byte[] Tensor(string text) => new SafeTensorsBuilder().AddMetadata("text", text).Add<float>("theta", [1]).Build().ToBytes();

    public async Task<long> NumberAsync(string sql)
    {
        await using var command = Data.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<Guid[]> LivingAsync(Guid project)
    {
        await using var command = Data.CreateCommand("select array(select id from runs where project_id = $1 and deleted_at is null order by id)");
        command.Parameters.Add(new() { Value = project });
        return (Guid[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Purges everything that is in the bin.</summary>
    public async Task<Purged> PurgeAllAsync() => (await Purge.PurgeAsync(Clock.GetUtcNow().AddTicks(10), null, default))!;
}
