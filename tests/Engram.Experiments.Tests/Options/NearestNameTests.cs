using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("eta", "tea", 1)]
    [InlineData("abcd", "badc", 2)]
    [InlineData("eta", "eat", 1)]
    public void The_distance_counts_edits(string a, string b, int edits) => Assert.Equal((edits, edits), (NearestName.Distance(a, b), NearestName.Distance(b, a)));

    [Theory]
    [InlineData("ets", "eta")]
    [InlineData("ETA", "eta")]
    [InlineData("reload", "reloadMemory")]
    [InlineData("memoryReload", null)]
    [InlineData("q", null)]
    public void A_name_is_suggested_when_it_is_near(string given, string? nearest) =>
        Assert.Equal(nearest, NearestName.Among(given, ["method", "eta", "reloadNetwork", "reloadMemory"]));
}
