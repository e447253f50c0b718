using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Experiments.Studies;
using Engram.Experiments.Tests.Options;

namespace Engram.Experiments.Tests.Studies;

public sealed class StudyDesignerTests
{
    private static readonly ExperimentDescription Experiment = new ExperimentCatalog([typeof(Probe)]).Find("probe");

    [Fact]
    public void Defaults_alone_are_one_condition()
    {
        var design = StudyDesigner.Design(Experiment, new StudyRequest { Seeds = "0..2" });

        Assert.Equal((1, 3), (design.Conditions.Count, design.TotalRuns));
        Assert.Equal("default options", design.Conditions[0].Label);
        Assert.Equal(CanonicalJson.Of(OptionsJson.Write(Experiment.Options, new ProbeOptions())), design.Conditions[0].OptionsJson);
        Assert.Equal(CanonicalJson.Hash(design.Conditions[0].OptionsJson), design.Conditions[0].Hash);
    }

    [Fact]
    public void A_preset_is_a_whole_study()
    {
        var design = StudyDesigner.Design(Experiment, new StudyRequest { Preset = "paper" });

        Assert.Equal(["eta=0.01 method=gd", "eta=0.001 method=gd", "eta=0.01 method=metagd", "eta=0.001 method=metagd"], design.Conditions.Select(condition => condition.Label));
        Assert.Equal(40, design.TotalRuns);
        Assert.All(design.Conditions, condition => Assert.Equal(300, ((ProbeOptions)condition.Options).Centers));
    }

    [Fact]
    public void A_preset_can_be_changed_in_each_of_its_parts()
    {
        var design = StudyDesigner.Design(Experiment, new StudyRequest
        {
            Preset = "paper", Options = new() { ["friction"] = false }, Conditions = [], Grid = new() { ["big"] = new JsonArray(1, 2) }, Seeds = new JsonArray(4, 7),
        });

        Assert.Equal(["big=1", "big=2"], design.Conditions.Select(condition => condition.Label));
        Assert.Equal([4, 7], design.Seeds);
        Assert.All(design.Conditions, condition => Assert.Equal((300, false), (((ProbeOptions)condition.Options).Centers, ((ProbeOptions)condition.Options).Friction)));
    }

    [Fact]
    public void Labels_asked_for_are_kept_and_told_apart()
    {
        var design = StudyDesigner.Design(Experiment, new StudyRequest
        {
            Conditions = [new(new() { ["method"] = "gd" }, "plain"), new(new() { ["method"] = "metagd" })],
            Grid = new() { ["eta"] = new JsonArray(0.1, 0.2) },
            Seeds = "0",
        });

        Assert.Equal(["plain · eta=0.1", "plain · eta=0.2", "eta=0.1 method=metagd", "eta=0.2 method=metagd"], design.Conditions.Select(condition => condition.Label));
    }

    [Fact]
    public void Two_labels_that_are_still_the_same_are_numbered()
    {
        var label = new string('x', 200);
        var design = StudyDesigner.Design(Experiment, new StudyRequest
        {
            Conditions = [new(new() { ["eta"] = 0.1 }, label), new(new() { ["eta"] = 0.2 }, label)], Seeds = "0",
        });

        Assert.Equal(2, design.Conditions.Select(condition => condition.Label).Distinct().Count());
        Assert.All(design.Conditions, condition => Assert.InRange(condition.Label.Length, 1, 200));
    }

    [Fact]
    public void Every_fault_of_a_request_is_told_at_once() => Assert.Equal(
        """
        preset: probe has no preset 'papre'. Known: smoke, paper.
        options.frictoin: There is no option 'frictoin'. Did you mean 'friction'?
        conditions[1].label: A label has 1 to 200 characters; leave it out and the platform finds one.
        conditions[1].options.eta: eta takes a number greater than 0 and at most 1; given was 7.
        grid.centers[1]: centers takes a whole number from 2 to 1000; given was 1.
        grid.centers: 20 is in the list 2 times; give it once.
        grid.big: The grid takes a list of at least one value for big, for example [9007199254740993].
        seeds: Seed 3 is given 2 times; the same seed would only repeat the same run.
        """, Refusal(new StudyRequest
        {
            Preset = "papre",
            Options = new() { ["frictoin"] = true },
            Conditions = [new(null), new(new() { ["eta"] = 7 }, " ")],
            Grid = new() { ["centers"] = new JsonArray(20, 1, 20.0), ["big"] = 4 },
            Seeds = "0..3,3",
        }));

    [Fact]
    public void Equal_conditions_are_refused_and_both_named() => Assert.StartsWith(
        "conditions[2]: Has the same options as conditions[0]: {\"big\":",
        Refusal(new StudyRequest { Conditions = [new(new() { ["eta"] = 0.1 }), new(new() { ["eta"] = 0.2 }), new(null)], Seeds = "0" }), StringComparison.Ordinal);

    [Fact]
    public void A_setting_that_another_layer_would_override_is_refused()
    {
        Assert.Equal(
            """
            options.eta: eta is set by the preset's grid too, which would win. Give it in one place: grid: {"eta": [value]}.
            options.method: method is set by every condition of the preset too, which would win. Take it out here, or give conditions without it.
            """, Refusal(new StudyRequest { Preset = "paper", Options = new() { ["eta"] = 0.5, ["method"] = "gd" } }));
        Assert.Equal(
            "conditions[0].options.eta: eta is set by the grid too, which would win. Take it out of one of them.",
            Refusal(new StudyRequest { Conditions = [new(new() { ["eta"] = 0.5 })], Grid = new() { ["eta"] = new JsonArray(0.1) }, Seeds = "0" }));
    }

    [Fact]
    public void Rules_between_options_are_checked_on_the_whole_condition() => Assert.Equal(
        """
        conditions[1].options.eta: eta must not exceed centers / 100.
        conditions[1].options.centers: eta must not exceed centers / 100.
        """, Refusal(new StudyRequest
        {
            Options = new() { ["centers"] = 20 }, Conditions = [new(null), new(new() { ["eta"] = 0.5 })], Seeds = "0",
        }));

    [Fact]
    public void Too_many_runs_are_refused_before_they_are_counted_out() => Assert.Equal(
        "seeds: 1 condition × 101 values of big × 100 seeds make 10100 runs; a study has at most 10000. Ask for fewer, or make several studies.",
        Refusal(new StudyRequest { Grid = new() { ["big"] = new JsonArray([.. Enumerable.Range(0, 101).Select(value => JsonValue.Create(value))]) }, Seeds = "0..99" }));

    [Fact]
    public void A_study_needs_seeds() => Assert.StartsWith("seeds: There are no seeds.", Refusal(new StudyRequest()), StringComparison.Ordinal);

    [Fact]
    public void Designing_changes_neither_preset_nor_request()
    {
        var request = new StudyRequest { Preset = "paper", Options = new() { ["friction"] = false } };
        var first = StudyDesigner.Design(Experiment, request);
        Assert.Equal(first.Conditions.Select(condition => condition.Hash), StudyDesigner.Design(Experiment, request).Conditions.Select(condition => condition.Hash));
    }

    private static string Refusal(StudyRequest request) => Assert.Throws<InvalidFieldsException>(() => StudyDesigner.Design(Experiment, request)).Message;
}
