using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

public sealed class OptionTextTests
{
    private static readonly OptionsSchema Schema = OptionsSchema.Of(typeof(ProbeOptions));

    [Theory]
    [InlineData("eta", " 0.01, 1e-3 ", "[0.01,0.001]")]
    [InlineData("eta", "fast", "[\"fast\"]")]
    [InlineData("centers", "20,1.5", "[20,1.5]")]
    [InlineData("friction", "true, False", "[true,false]")]
    [InlineData("method", "gd, metagd", "[\"gd\",\"metagd\"]")]
    [InlineData("remark", "one, and only", "[\"one, and only\"]")]
    [InlineData("masses", "0.2, 1.2; 3", "[[0.2,1.2],[3]]")]
    public void A_field_may_hold_several_values(string option, string text, string json) =>
        Assert.Equal(json, CanonicalJson.Of(new System.Text.Json.Nodes.JsonArray([.. OptionText.Parse(Schema.Find(option)!, text)])));

    [Fact]
    public void A_default_survives_being_typed()
    {
        foreach (var option in Schema.Options.Where(option => option.Kind != OptionKind.Text))
        {
            var typed = Assert.Single(OptionText.Parse(option, OptionText.Format(option.Default)));
            Assert.Equal(CanonicalJson.Of(option.Default), CanonicalJson.Of(typed));
        }
    }

    [Fact]
    public void A_form_becomes_options_and_a_grid()
    {
        var (options, grid) = OptionText.Read(Schema, new Dictionary<string, string>
        {
            ["eta"] = "0.01, 0.001", ["centers"] = "50", ["method"] = "", ["order"] = "gd, metagd", ["masses"] = ",", ["speed"] = "3", ["big"] = ",",
        });

        Assert.Equal("""{"big":",","centers":50,"masses":[],"order":["gd","metagd"],"speed":"3"}""", CanonicalJson.Of(options));
        Assert.Equal("""{"eta":[0.01,0.001]}""", CanonicalJson.Of(grid));
    }
}
