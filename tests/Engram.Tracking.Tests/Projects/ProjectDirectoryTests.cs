using Engram.Testing;
using Engram.Tracking.Projects;

namespace Engram.Tracking.Tests.Projects;

public sealed class ProjectDirectoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_project_is_found_by_id_or_name_and_made_when_the_name_is_new()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var db = database.Context();
        var directory = new ProjectDirectory(db, TimeProvider.System);

        Assert.Null(await directory.FindAsync("lift", default));
        var made = await directory.FindOrCreateAsync(" lift ", default);

        Assert.Equal("lift", made.Name);
        Assert.Equal(made.Id, (await directory.FindOrCreateAsync("lift", default)).Id);
        Assert.Equal(made.Id, (await directory.FindAsync($"{made.Id:N}", default))!.Id);
        made.DeletedAt = DateTimeOffset.UnixEpoch;
        await db.SaveChangesAsync();
        Assert.NotEqual(made.Id, (await directory.FindOrCreateAsync("lift", default)).Id);
    }

    [Fact]
    public async Task Many_callers_at_once_get_the_same_project()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        async Task<Guid> Find()
        {
            await using var db = database.Context();
            return (await new ProjectDirectory(db, TimeProvider.System).FindOrCreateAsync("lift", default)).Id;
        }
        Assert.Single((await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Find()))).Distinct());
    }

    [Theory]
    [InlineData(""), InlineData("  "), InlineData("0199c0de00007000800000000000abcd")]
    public async Task A_name_that_cannot_be_one_makes_nothing(string name)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var db = database.Context();
        await Assert.ThrowsAsync<ArgumentException>(() => new ProjectDirectory(db, TimeProvider.System).FindOrCreateAsync(name, default));
        Assert.Empty(db.Projects);
    }
}
