using System.Text.Json;
using Engram.Tracking.Comparing;

namespace Engram.Tracking.Tests.Comparing;

public sealed class ReductionTests
{
    public static TheoryData<string, string> Forms => new()
    {
        { "last", "\"last\"" }, { "min", "\"min\"" }, { "max", "\"max\"" }, { "mean", "\"mean\"" },
        { "mean-of-first-500", """{"mean":{"first":500}}""" }, { "steps-to-0.1", """{"stepsTo":0.1}""" }, { "steps-to--1E-300", """{"stepsTo":-1E-300}""" },
    };

    [Theory, MemberData(nameof(Forms))]
    public void Reads_and_writes_as_text_and_as_JSON(string text, string json)
    {
        var reduction = Reduction.Parse(text, null);
        Assert.Equal(text, reduction.ToString());
        Assert.Equal(json, JsonSerializer.Serialize(reduction));
        Assert.Equal(reduction, JsonSerializer.Deserialize<Reduction>(json));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Last")]
    [InlineData("first")]
    [InlineData("mean-of-first-0")]
    [InlineData("mean-of-first--3")]
    [InlineData("mean-of-first-1.5")]
    [InlineData("steps-to-")]
    [InlineData("steps-to-NaN")]
    public void What_is_no_reduction_is_refused_with_those_there_are(string text) =>
        Assert.Contains("Known: last, min", Assert.Throws<FormatException>(() => Reduction.Parse(text, null)).Message);

    [Theory]
    [InlineData("""{"mean":{"first":0}}""")]
    [InlineData("""{"mean":{"last":5}}""")]
    [InlineData("""{"mean":{"first":5},"stepsTo":1}""")]
    [InlineData("""{"stepsTo":"low"}""")]
    [InlineData("5")]
    [InlineData("null")]
    public void JSON_that_is_no_reduction_is_refused(string json) =>
        Assert.True(json == "null" ? JsonSerializer.Deserialize<Reduction>(json) is null
            : Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Reduction>(json)).Message.Contains("is no reduction"));
}
