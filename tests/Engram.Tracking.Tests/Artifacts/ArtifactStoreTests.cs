using System.Text;
using Engram.Testing;
using Engram.Tracking.Artifacts;

namespace Engram.Tracking.Tests.Artifacts;

public sealed class ArtifactStoreTests : IClassFixture<DatabaseFixture>, IDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-artifacts-");
    private readonly FolderContent _content;
    private readonly ArtifactStore _store;
    private readonly ArtifactSweep _sweep;
    private readonly string _root = Guid.CreateVersion7().ToString("N");

    public ArtifactStoreTests(DatabaseFixture fixture)
    {
        _content = new(_folder.FullName, new(long.MaxValue, long.MaxValue, 0));
        _store = new(fixture.Database.DataSource, _content, TimeProvider.System);
        _sweep = new(fixture.Database.DataSource, _content, TimeProvider.System);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Content_that_no_name_points_to_is_swept_and_no_other()
    {
        await PutAsync("a", "kept");
        await PutAsync("b", "the same");
        await PutAsync("c", "the same");
        await PutAsync("d", "overwritten");
        await PutAsync("d", "instead");
        Assert.Equal("overwritten".Length, await _sweep.SweepAsync(Ct));
        await _store.DeleteAsync(null, $"{_root}/b", Ct);
        Assert.Equal(0, await _sweep.SweepAsync(Ct));
        await _store.DeleteAsync(null, $"{_root}/c", Ct);
        Assert.Equal("the same".Length, await _sweep.SweepAsync(Ct));
        Assert.Equal("kept", await ReadAsync("a"));
        Assert.Equal("instead", await ReadAsync("d"));
    }

    [Fact]
    public async Task Sweeping_while_the_same_bytes_come_and_go_loses_none()
    {
        using var over = new CancellationTokenSource();
        var sweeping = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested) await _sweep.SweepAsync(Ct);
        });
        for (var i = 0; i < 200; i++)
        {
            await PutAsync("x", "the same bytes every time");
            Assert.Equal("the same bytes every time", await ReadAsync("x"));
            await _store.DeleteAsync(null, $"{_root}/x", Ct);
        }
        await over.CancelAsync();
        await sweeping;
    }

    [Fact]
    public async Task Names_that_only_begin_alike_are_no_folder()
    {
        await PutAsync("a%b", "1");
        await PutAsync("a_b/c", "2");
        await PutAsync("ab/c", "3");
        Assert.Equal([$"{_root}/a%b", $"{_root}/a_b", $"{_root}/ab"], (await _store.ListAsync(null, _root, Ct)).Select(entry => entry.Path));
        Assert.Equal($"{_root}/a_b/c", Assert.Single(await _store.ListAsync(null, $"{_root}/a_b", Ct)).Path);
        Assert.Equal(1, await _store.DeleteAsync(null, $"{_root}/a_b", Ct));
        Assert.Equal("3", await ReadAsync("ab/c"));
    }

    private Task<ArtifactInfo> PutAsync(string name, string text) => _store.PutAsync(null, $"{_root}/{name}", new MemoryStream(Encoding.UTF8.GetBytes(text)), null, Ct);

    private async Task<string> ReadAsync(string name)
    {
        using var reader = new StreamReader(_store.Open((await _store.FindAsync(null, $"{_root}/{name}", Ct))!)!);
        return await reader.ReadToEndAsync(Ct);
    }
}
