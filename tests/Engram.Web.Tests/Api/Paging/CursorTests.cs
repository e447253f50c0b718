using Engram.Web.Api.Paging;

namespace Engram.Web.Tests.Api.Paging;

public sealed class CursorTests
{
    [Fact]
    public void Text_reads_back()
    {
        var cursor = new Cursor(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(7),
            Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
        Assert.True(Cursor.TryParse(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("////////////////////////////////")]
    [InlineData("________________________________")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_texts_are_refused(string? text) => Assert.False(Cursor.TryParse(text, out _));
}
