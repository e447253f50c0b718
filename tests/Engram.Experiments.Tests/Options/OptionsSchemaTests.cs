using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

public sealed class OptionsSchemaTests
{
    private static readonly OptionsSchema Schema = OptionsSchema.Of(typeof(ProbeOptions));

    [Fact]
    public void Options_come_in_the_order_of_the_record() =>
        Assert.Equal(["eta", "centers", "big", "friction", "remark", "method", "order", "masses"], Schema.Options.Select(option => option.Name));

    [Fact]
    public void A_description_is_the_summary_as_plain_text() => Assert.Equal("Step size η of Probe, in W units.", Schema.Find("eta")!.Description);

    [Fact]
    public void The_JSON_Schema_says_all_there_is_to_know() => Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "eta": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "description": "Step size η of Probe, in W units.", "default": 0.1},
            "centers": {"type": "integer", "minimum": 2, "maximum": 1000, "description": "How many centres.", "default": 200},
            "big": {"type": "integer", "description": "A number of 64 bits.", "default": 9007199254740993},
            "friction": {"type": "boolean", "description": "Friction on or off.", "default": true, "group": "Simulation"},
            "remark": {"type": "string", "description": "Any text.", "default": ""},
            "method": {"type": "string", "enum": ["gd", "metagd", "meta-gd-mem-adam"],
              "choices": {"gd": "Gradient descent.", "metagd": "With a memory.", "meta-gd-mem-adam": "With a memory that Adam trains."},
              "description": "How it learns.", "default": "metagd"},
            "order": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "enum": ["gd", "metagd", "meta-gd-mem-adam"],
              "choices": {"gd": "Gradient descent.", "metagd": "With a memory.", "meta-gd-mem-adam": "With a memory that Adam trains."}},
              "description": "What is lifted.", "default": ["gd"]},
            "masses": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 5}, "description": "Masses.", "default": [0.2, 1.2], "unit": "kg"}
          }
        }
        """), OptionsJson.JsonSchema(Schema)));

    [Fact]
    public void Everything_wrong_with_a_record_is_told_at_once()
    {
        var problems = Assert.Throws<MisdeclaredExperimentException>(() => OptionsSchema.Of(typeof(MisdeclaredOptions))).Problems;

        Assert.Equal(
        [
            "MisdeclaredOptions.Silent has no sentence: its <summary> is what forms and the API say about the option.",
            "MisdeclaredOptions.Outside: its own default is refused. outside takes a number from 0 to 1; given was 2.",
            "MisdeclaredOptions.When cannot be an option: it needs get and init, a default that is not null, and the type bool, int, long, double, string, an enum or IReadOnlyList of these.",
            "MisdeclaredOptions.Nothing cannot be an option: it needs get and init, a default that is not null, and the type bool, int, long, double, string, an enum or IReadOnlyList of these.",
            "MisdeclaredOptions.Fixed cannot be an option: it needs get and init, a default that is not null, and the type bool, int, long, double, string, an enum or IReadOnlyList of these.",
            "MisdeclaredOptions.Choice: the choice 'mute' of MuteChoice has no sentence; give the member a <summary>.",
        ], problems);
    }

    [Fact]
    public void An_assembly_without_its_sentences_is_refused() => Assert.Contains(
        "System.Private.CoreLib.xml is missing",
        Assert.Throws<MisdeclaredExperimentException>(() => OptionsSchema.Of(typeof(object))).Message, StringComparison.Ordinal);

    public sealed record MisdeclaredOptions
    {
        public double Silent { get; init; }

        /// <summary>Its default is outside.</summary>
        [Range(0.0, 1.0)]
        public double Outside { get; init; } = 2;

        /// <summary>A type no form has.</summary>
        public TimeSpan When { get; init; }

        /// <summary>No default.</summary>
        public string Nothing { get; init; } = null!;

        /// <summary>Cannot be set.</summary>
        public int Fixed { get; } = 1;

        /// <summary>A choice nobody explains.</summary>
        public MuteChoice Choice { get; init; }
    }

    /// <summary>Choices.</summary>
    public enum MuteChoice
    {
        Mute,
    }
}
