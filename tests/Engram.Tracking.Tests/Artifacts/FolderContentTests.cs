using System.Security.Cryptography;
using Engram.Testing;
using Engram.Tracking.Artifacts;

namespace Engram.Tracking.Tests.Artifacts;

public sealed class FolderContentTests : IDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-content-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<int> Sizes => [0, 1, (128 << 10) - 1, 128 << 10, (128 << 10) + 1, 1_000_003];

    [Theory, MemberData(nameof(Sizes))]
    public async Task Bytes_come_back_as_they_were_under_their_SHA_256(int size)
    {
        var content = Content();
        var bytes = Bytes(size);
        var address = await KeepAsync(content, bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), address.ToString());
        Assert.Equal(bytes, Read(content, address));
        Assert.Equal((address, size), Assert.Single(content.List()));
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_and_nothing_stays_in_between()
    {
        var content = Content();
        Assert.Equal(await KeepAsync(content, Bytes(5_000)), await KeepAsync(content, Bytes(5_000)));
        Assert.Single(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_not_kept_leaves_nothing_behind()
    {
        var content = Content();
        (await content.ReceiveAsync(new MemoryStream(Bytes(10)), null, Ct)).Dispose();
        Assert.Empty(content.List());
        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_sender_that_goes_away_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<IOException>(() => Content().ReceiveAsync(new BrokenStream(Bytes(300_000)), null, Ct));
        Assert.Empty(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_file_that_is_too_large_is_refused_whether_its_length_is_known_or_not(bool known)
    {
        var content = Content(new(File: 1_000, Total: long.MaxValue, Free: 0));
        var refusal = await Assert.ThrowsAsync<ContentTooLargeException>(() => content.ReceiveAsync(new MemoryStream(Bytes(1_001)), known ? 1_001 : null, Ct));
        Assert.Contains("at most 1000 bytes", refusal.Message, StringComparison.Ordinal);
        await KeepAsync(content, Bytes(1_000));
        Assert.Single(_folder.EnumerateFiles("*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task All_together_stay_within_the_total_and_deleting_makes_room()
    {
        var content = Content(new(File: long.MaxValue, Total: 1_300, Free: 0));
        var first = await KeepAsync(content, Bytes(600));
        await KeepAsync(content, Bytes(600)); // the same bytes take room only while they come
        await Assert.ThrowsAsync<ContentFullException>(() => content.ReceiveAsync(new MemoryStream(Bytes(701)), null, Ct));
        content.Delete(first);
        await KeepAsync(content, Bytes(701));
        // What an earlier process kept counts, too.
        await Assert.ThrowsAsync<ContentFullException>(() => Content(new(long.MaxValue, 1_300, 0)).ReceiveAsync(new MemoryStream(Bytes(600)), null, Ct));
    }

    [Fact]
    public async Task The_disk_is_never_filled()
    {
        var refusal = await Assert.ThrowsAsync<ContentFullException>(
            () => Content(new(long.MaxValue, long.MaxValue, Free: long.MaxValue / 2)).ReceiveAsync(new MemoryStream(Bytes(1)), null, Ct));
        Assert.Contains("disk", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_being_read_stays_readable_when_it_is_deleted()
    {
        var content = Content();
        var address = await KeepAsync(content, Bytes(1_000));
        using var reading = content.Open(address)!;
        content.Delete(address);
        content.Delete(address);
        Assert.Null(content.Open(address));
        using var copy = new MemoryStream();
        await reading.CopyToAsync(copy, Ct);
        Assert.Equal(Bytes(1_000), copy.ToArray());
    }

    [Fact]
    public async Task What_a_lost_process_was_reading_is_cleared_and_what_is_being_read_now_is_not()
    {
        var content = Content();
        using var now = await content.ReceiveAsync(new MemoryStream(Bytes(10)), null, Ct);
        Assert.Equal(0, content.ClearAbandoned(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1)));
        Assert.Equal(1, content.ClearAbandoned(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task What_other_processes_have_counts_too_some_seconds_later_received_or_kept()
    {
        var clock = new ManualClock();
        FolderContent Process() => new(_folder.FullName, new(long.MaxValue, Total: 1_300, Free: 0), clock);
        var (one, other) = (Process(), Process());
        await KeepAsync(one, Bytes(100));
        using var received = await other.ReceiveAsync(new MemoryStream(Bytes(600)), null, Ct);
        clock.Advance(ContentUsage.Pause);
        await Assert.ThrowsAsync<ContentFullException>(() => one.ReceiveAsync(new MemoryStream(Bytes(601)), null, Ct));
        received.Dispose();
        clock.Advance(ContentUsage.Pause);
        var address = await KeepAsync(one, Bytes(601));
        one.Delete(address);
        await KeepAsync(one, Bytes(1_200)); // what it does itself is known at once
        await Assert.ThrowsAsync<ContentFullException>(() => one.ReceiveAsync(new MemoryStream(Bytes(1)), null, Ct));
    }

    private FolderContent Content(ContentLimits? limits = null) => new(_folder.FullName, limits ?? new(long.MaxValue, long.MaxValue, 0));

    private static async Task<ContentAddress> KeepAsync(FolderContent content, byte[] bytes)
    {
        using var received = await content.ReceiveAsync(new MemoryStream(bytes), null, Ct);
        Assert.Equal(bytes.Length, received.Size);
        received.Keep();
        return received.Address;
    }

    private static byte[] Read(FolderContent content, ContentAddress address)
    {
        using var stream = content.Open(address)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 31 >> 3))];

    /// <summary>Breaks where it should end.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The connection was reset.");
    }
}
