using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Experiments.Running;
using Engram.Experiments.Tests.Options;
using Engram.Testing;

namespace Engram.Experiments.Tests;

public sealed class ExperimentCatalogTests
{
    private static readonly ExperimentCatalog Catalog = new([typeof(Probe)]);

    [Fact]
    public void An_experiment_is_found_by_its_name()
    {
        var probe = Catalog.Find("probe");
        Assert.Equal(("Probe", "Does the catalogue find me?", 3, "ours", typeof(Probe)), (probe.Title, probe.Question, probe.Version, probe.Source, probe.Type));
        Assert.Equal(["smoke", "paper"], probe.Plan.Presets.Select(preset => preset.Name));
    }

    [Fact]
    public void The_catalogue_is_approved_as_text() => Approved.Text(CatalogText.Of(new ExperimentCatalog()), "catalog");

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_one()
    {
        Assert.Equal(
            "There is no experiment 'porbe'. Did you mean 'probe'? The catalogue lists all of them.",
            Assert.Throws<UnknownExperimentException>(() => Catalog.Find("porbe")).Message);
        Assert.Null(Catalog.TryFind("porbe"));
    }

    [Fact]
    public void An_experiment_is_made_from_JSON()
    {
        var probe = Assert.IsType<Probe>(Catalog.Create("probe", new JsonObject { ["eta"] = 0.5 }));
        Assert.Equal(0.5, probe.Options.Eta);
        Assert.Throws<InvalidFieldsException>(() => Catalog.Create("probe", new JsonObject { ["eta"] = 5 }));
        Assert.Throws<ArgumentException>(() => Catalog.Find("probe").Create("not a record"));
    }

    [Fact]
    public void Everything_declared_wrongly_is_told_at_once()
    {
        var problems = Assert.Throws<MisdeclaredExperimentException>(() => new ExperimentCatalog([typeof(Nameless), typeof(Open), typeof(Probe), typeof(Probe)])).Problems;

        Assert.Equal(
        [
            "Nameless is an IExperiment without a name: mark it with [Experiment(\"name\", \"The question it asks?\")].",
            "Open must be a sealed class that implements IExperiment.",
            "Open: the name 'Open_One' is not kebab-case (like 'sequential-lift').",
            "Open: its question \"It asks nothing.\" does not end with a question mark.",
            "Open: versions count from 1; given is 0.",
            "Open needs exactly one public constructor, with its options record as the only parameter.",
            "The name 'probe' is taken by Probe and Probe; a name is unique.",
        ], problems);
    }

    private sealed class Nameless(ProbeOptions options) : IExperiment
    {
        public void Run(IRunContext run) => run.Record("eta", 0, options.Eta);
    }

    [Experiment("Open_One", "It asks nothing.", Version = 0)]
    private class Open : IExperiment
    {
        public void Run(IRunContext run) => run.Record("x", 0, 0);
    }
}
