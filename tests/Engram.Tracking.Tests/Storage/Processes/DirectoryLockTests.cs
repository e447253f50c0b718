using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Tests.Storage.Processes;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Only_one_holds_a_directory_and_others_see_who()
    {
        using (var first = DirectoryLock.TryTake(_folder.FullName))
        {
            Assert.NotNull(first);
            Assert.Null(DirectoryLock.TryTake(_folder.FullName));
            Assert.Equal(Environment.ProcessId, DirectoryLock.Holder(_folder.FullName));
        }

        using var second = DirectoryLock.TryTake(_folder.FullName);
        Assert.NotNull(second);
    }

    [Fact]
    public void A_lock_file_that_was_left_behind_holds_nothing()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "lock"), "");
        File.WriteAllText(Path.Combine(_folder.FullName, "lock.holder"), "1");

        using var taken = DirectoryLock.TryTake(_folder.FullName);

        Assert.NotNull(taken);
        Assert.Equal(Environment.ProcessId, DirectoryLock.Holder(_folder.FullName));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_an_error_and_not_a_lock() =>
        Assert.Throws<DirectoryNotFoundException>(() => DirectoryLock.TryTake(Path.Combine(_folder.FullName, "absent")));
}
