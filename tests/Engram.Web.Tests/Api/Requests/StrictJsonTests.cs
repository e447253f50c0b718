using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Tracking.Runs;
using Engram.Web.Api.Json;
using Engram.Web.Api.Requests;

namespace Engram.Web.Tests.Api.Requests;

public sealed class StrictJsonTests
{
    [Fact]
    public void Reads_what_is_right()
    {
        var box = Read("""{"name": "η", "id": "0123456789abcdef0123456789abcdef", "weight": "NaN", "state": "running", "inner": [{"count": 3}], "any": {"x": [1, null]}}""", out var errors);
        Assert.True(errors.IsEmpty);
        Assert.Equal(("η", RunState.Running, 3), (box!.Name, box.State, box.Inner[0].Count));
        Assert.True(double.IsNaN(box.Weight));
    }

    [Theory]
    [InlineData("""{"nam": "x"}""", "nam: There is no 'nam' here. Did you mean 'name'?", "name: Is missing.")]
    [InlineData("""{"name": null}""", "name: Is null; give it a value or leave it out.")]
    [InlineData("""{"name": "a", "name": "b"}""", "name: Is given twice; give it once.")]
    [InlineData("""{"name": 3, "weight": "heavy", "state": "runing", "id": "x"}""",
        "name: Is 3; a text is wanted.", "weight: Is \"heavy\"; a number (or \"NaN\", \"Infinity\", \"-Infinity\") is wanted.",
        "state: Is \"runing\"; one of queued, running, succeeded, failed, cancelled is wanted.",
            "id: Is \"x\"; an identifier of 32 hexadecimal digits is wanted.")]
    [InlineData("""{"name": "x", "state": 1}""", "state: Is 1; one of queued, running, succeeded, failed, cancelled is wanted.")]
    [InlineData("""{"name": "x", "weight": "1"}""", "weight: Is \"1\"; a number (or \"NaN\", \"Infinity\", \"-Infinity\") is wanted.")]
    [InlineData("""{"name": "x", "inner": {"count": 1}}""", "inner: Is an object; a list is wanted.")]
    [InlineData("""{"name": "x", "inner": [{"count": 0}, {"cuont": 1}, null, {"count": 1.5}, {"count": 99999999999}]}""",
        "inner[0].count: Is 0; 1 to 10 is allowed.", "inner[1].cuont: There is no 'cuont' here. Did you mean 'count'?", "inner[1].count: Is missing.",
        "inner[2]: Is null; give it a value or leave it out.", "inner[3].count: Is 1.5; a whole number of 32 bits is wanted.",
            "inner[4].count: Is 99999999999; a whole number of 32 bits is wanted.")]
    [InlineData("""{"name": "a\u0000b"}""", "name: Has the character NUL in it; leave it out.")]
    [InlineData("""{"name": "\ud800"}""", "name: Has half of a surrogate pair in it; leave it out.")]
    [InlineData("""{"name": "x", "any": {"deep": ["\u0000"], "\u0000": 1}}""", "any: Has a name with the character NUL in it; leave it out.", "any.deep[0]: Has the character NUL in it; leave it out.")]
    [InlineData("""{"name": "x", "any": [1]}""", "any: Is a list; an object is wanted.")]
    [InlineData("""{"name": "x", "map": {"a": "no", "b": null}}""", "map.a: Is \"no\"; an identifier of 32 hexadecimal digits is wanted.", "map.b: Is null; give it a value or leave it out.")]
    [InlineData("""[]""", "$: Is a list; an object is wanted.")]
    [InlineData("""null""", "$: Is null; an object is wanted.")]
    public void Finds_every_fault(string json, params string[] expected)
    {
        Assert.Null(Read(json, out var errors));
        Assert.Equal(expected.Order(), errors.ToString().Split(Environment.NewLine).Order());
    }

    [Fact]
    public void Salvages_what_has_no_fault()
    {
        var errors = new FieldErrors();
        var json = JsonElement.Parse("""{"nam": "x", "weight": "heavy", "state": "running", "inner": [{"count": 0}]}""");
        Assert.Null(StrictJson.Read<Box>(json, WireFormat.Options, errors));
        var rest = StrictJson.Salvage<Box>(json, WireFormat.Options, errors);
        Assert.Equal(("", RunState.Running, 0), (rest!.Name, rest.State, rest.Inner.Length));
    }

    private static Box? Read(string json, out FieldErrors errors) =>
        StrictJson.Read<Box>(JsonElement.Parse(json), WireFormat.Options, errors = new());

    internal sealed record Box
    {
        public required string Name { get; init; }
        public Guid Id { get; init; }
        public double Weight { get; init; }
        public RunState State { get; init; }
        public Inner[] Inner { get; init; } = [];
        public JsonObject? Any { get; init; }
        public Dictionary<string, Guid> Map { get; init; } = [];
    }

    internal sealed record Inner
    {
        [Range(1, 10)]
        public required int Count { get; init; }
    }
}
