using System.Security.Cryptography;
using Engram.Tracking.Storage;

namespace Engram.Tracking.Tests.Storage;

public sealed class ClaimedBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)] // more than one buffer
    public async Task The_hash_is_that_of_all_bytes_when_there_are_as_many_as_there_should_be(int count)
    {
        byte[] bytes = [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), await ClaimedBytes.HashAsync(new MemoryStream(bytes), count, default));
        Assert.Equal("", await ClaimedBytes.HashAsync(new MemoryStream(bytes), count + 1, default));
        Assert.Equal("", await ClaimedBytes.HashAsync(new MemoryStream([.. bytes, 0]), count, default));
    }

    [Fact]
    public async Task What_goes_on_for_ever_is_not_read_for_ever()
    {
        using var endless = File.OpenRead("/dev/zero");
        Assert.Equal("", await ClaimedBytes.HashAsync(endless, 1_000_000, default));
    }
}
