using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

public sealed class OptionsMatchTests
{
    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"eta": 0.0001}""", true)]
    [InlineData("""{"eta": 1e-4, "reload": true, "method": "gd", "order": ["gd", "metagd"]}""", true)]
    [InlineData("""{"eta": 0.001}""", false)]
    [InlineData("""{"eta": 0.0001, "reload": false}""", false)]
    [InlineData("""{"reload": "true"}""", false)]
    [InlineData("""{"order": ["metagd", "gd"]}""", false)]
    [InlineData("""{"absent": 1}""", false)]
    public void A_condition_matches_when_it_has_every_value(string where, bool matches)
    {
        using var options = JsonDocument.Parse("""{"eta": 1.0E-4, "reload": true, "method": "gd", "order": ["gd", "metagd"]}""");
        Assert.Equal(matches, OptionsMatch.Matches(JsonNode.Parse(where)!.AsObject().ToDictionary(one => one.Key, one => one.Value!.DeepClone()), options.RootElement));
    }
}
