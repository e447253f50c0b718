using Engram.Tracking.Artifacts;

namespace Engram.Tracking.Tests.Artifacts;

public sealed class ArtifactPathTests
{
    [Theory]
    [InlineData("model.pt", "model.pt")]
    [InlineData("a/b/c.txt", "a/b/c.txt")]
    [InlineData("a//b/./c", "a/b/c")]
    [InlineData("a/", "a")]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData("100%/η ü.txt", "100%/η ü.txt")]
    [InlineData("50%25", "50%25")]
    public void A_path_leads_down(string given, string expected)
    {
        Assert.True(ArtifactPath.TryParse(given, out var path));
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("..\\a")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\host\\share")]
    [InlineData("C:/a")]
    [InlineData("c:\\a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("a#b")]
    [InlineData("a%23b")]
    [InlineData("%2e%2e/a")]
    [InlineData("a%2f..%2fb")]
    [InlineData("%252e%252e%252fa")]
    [InlineData("%2fetc/passwd")]
    [InlineData("a\0b")]
    [InlineData("a%00b")]
    [InlineData("a\nb")]
    public void A_path_that_leads_elsewhere_is_refused(string given) => Assert.False(ArtifactPath.TryParse(given, out _));

    [Fact]
    public void Half_a_character_is_refused() => Assert.False(ArtifactPath.TryParse("a\ud800", out _));

    [Fact]
    public void Ten_disguises_are_seen_through()
    {
        var path = "../secret";
        for (var i = 0; i < 10; i++) path = i == 0 ? path.Replace(".", "%2e", StringComparison.Ordinal) : path.Replace("%", "%25", StringComparison.Ordinal);
        Assert.False(ArtifactPath.TryParse(path, out _));
    }

    [Fact]
    public void A_path_is_not_endless()
    {
        Assert.True(ArtifactPath.TryParse(new string('a', ArtifactPath.Longest), out _));
        Assert.False(ArtifactPath.TryParse(new string('a', ArtifactPath.Longest + 1), out _));
    }
}
