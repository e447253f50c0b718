using Engram.Cli.Archives;
using Engram.Cli.Tests.Demo;
using static Engram.Cli.Tests.Demo.Replies;

namespace Engram.Cli.Tests.Archives;

public sealed class ArchiveCommandsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-archive-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_project_is_found_by_its_name_and_written_into_a_file()
    {
        var id = new string('a', 32);
        using var web = new Replies(Says("""{"items": [{"id": "b", "name": "other"}], "nextCursor": "c"}"""), Says($$"""{"items": [{"id": "{{id}}", "name": "mine"}]}"""), Says("the archive"));
        Assert.Equal(0, await ArchiveCommands.ExportAsync([File("out"), "--project", "mine", "--url", web.Address.ToString()]));
        Assert.Equal("the archive", await System.IO.File.ReadAllTextAsync(File("out")));
        Assert.Equal(["GET /api/v1/projects?limit=1000", "GET /api/v1/projects?limit=1000&cursor=c", $"GET /api/v1/projects/{id}/export"], web.Requests);

        using (var others = new Replies(Says("""{"items": [{"id": "b", "name": "mina"}]}""")))
        {
            var unknown = await Assert.ThrowsAsync<RefusedException>(() => ArchiveCommands.ExportAsync([File("new"), "--project", "mine", "--url", others.Address.ToString()]));
            Assert.EndsWith("Did you mean 'mina'?", unknown.Message);
        }
        Assert.Equal(["out"], _folder.GetFiles().Select(file => file.Name));
        Assert.Contains("is there already", (await Assert.ThrowsAsync<RefusedException>(() => ArchiveCommands.ExportAsync([File("out"), "--project", "mine"]))).Message);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_in_its_words()
    {
        using var web = new Replies(Says("""{"detail": "One thing is wrong.", "errors": {"$": ["It is no archive."]}}""", 400));
        await System.IO.File.WriteAllTextAsync(File("in"), "no archive");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ArchiveCommands.ImportAsync([File("in"), "--name", "a b", "--url", web.Address.ToString()]));
        Assert.Equal($"The import of {File("in")} was refused (400). It is no archive.", refused.Message);
        await Assert.ThrowsAsync<RefusedException>(() => ArchiveCommands.ImportAsync([File("not there")]));
        await Assert.ThrowsAsync<UsageException>(() => ArchiveCommands.ExportAsync([File("x")]));
        await Assert.ThrowsAsync<UsageException>(() => ArchiveCommands.ImportAsync([]));
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
