using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Experiments.Studies;
using Engram.Web.Pages;
using Microsoft.Extensions.Primitives;

namespace Engram.Web.Tests.Pages;

public sealed class StudyFormTests
{
    private static readonly ExperimentDescription Lift = new ExperimentCatalog().Find("sequential-lift");

    public static TheoryData<string> Presets => [.. Lift.Plan.Presets.Select(preset => preset.Name)];

    [Theory, MemberData(nameof(Presets))]
    public void A_preset_sent_as_it_was_filled_in_makes_the_study_of_the_preset(string name)
    {
        var preset = Lift.Plan.Presets.Single(preset => preset.Name == name);
        var form = StudyForm.Of(Lift, preset, Sent(StudyForm.Of(Lift, preset, "default", Guid.CreateVersion7())));
        var expected = StudyDesigner.Design(Lift, new StudyRequest { Preset = name });
        var made = Design(form);
        Assert.Equal(expected.Conditions.Select(condition => condition.Hash).Order(), made.Conditions.Select(condition => condition.Hash).Order());
        Assert.Equal(expected.Seeds, made.Seeds);
    }

    [Fact]
    public void Several_values_in_one_field_make_a_grid()
    {
        var design = Design(new() { Experiment = Lift, Seeds = "0..1", Options = new Dictionary<string, string> { ["eta"] = "0.01, 0.002", ["method"] = "gd, adam", ["centres"] = "50" } });
        Assert.Equal(4, design.Conditions.Count);
        Assert.Equal(8, design.TotalRuns);
        Assert.All(design.Conditions, condition => Assert.Contains("\"centres\":50", condition.OptionsJson, StringComparison.Ordinal));
    }

    [Fact]
    public void Ticked_boxes_are_values_of_one_field()
    {
        var form = StudyForm.Of(Lift, null, new FormCollection(new Dictionary<string, StringValues> { ["option.method"] = new(["gd", "metagd"]), ["seeds"] = "3" }));
        Assert.Equal("gd, metagd", form.Options["method"]);
        Assert.Equal(2, Design(form).Conditions.Count);
    }

    [Fact]
    public void What_every_condition_of_the_preset_sets_is_told_and_not_sent()
    {
        var form = StudyForm.Of(Lift, Lift.Plan.Presets.Single(preset => preset.Name == "quick"), "default", Guid.CreateVersion7());
        Assert.NotEmpty(form.Fixed);
        var sent = form.ToRequest(new FieldErrors());
        Assert.DoesNotContain(sent.Options!, option => form.Fixed.ContainsKey(option.Key));
    }

    [Theory]
    [InlineData("often", "'often' is not a priority: a whole number from -1000 to 1000; higher goes first.")]
    [InlineData("1001", "'1001' is not a priority: a whole number from -1000 to 1000; higher goes first.")]
    public void A_priority_that_is_none_is_refused_with_a_word(string typed, string message)
    {
        var errors = new FieldErrors();
        new StudyForm { Experiment = Lift, Priority = typed }.ToRequest(errors);
        Assert.Equal([message], errors["priority"]);
    }

    private static StudyDesign Design(StudyForm form)
    {
        var asked = form.ToRequest(new FieldErrors());
        return StudyDesigner.Design(Lift, new StudyRequest { Preset = asked.Preset, Options = asked.Options, Grid = asked.Grid, Seeds = asked.Seeds });
    }

    // As a browser sends it: fixed options have no field.
    private static FormCollection Sent(StudyForm form)
    {
        var fields = form.Options.Where(option => !form.Fixed.ContainsKey(option.Key)).ToDictionary(option => StudyForm.OptionPrefix + option.Key, option => new StringValues(option.Value));
        fields["project"] = form.Project;
        fields["seeds"] = form.Seeds;
        return new(fields);
    }
}
