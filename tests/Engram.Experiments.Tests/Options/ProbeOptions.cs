using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

/// <summary>One option of every type there is.</summary>
public sealed record ProbeOptions : IValidatableObject
{
    /// <summary>Step size η of <see cref="Probe"/>, in <c>W</c> units.</summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double Eta { get; init; } = 0.1;

    /// <summary>How many centres.</summary>
    [Range(2, 1000)]
    public int Centers { get; init; } = 200;

    /// <summary>A number of 64 bits.</summary>
    public long Big { get; init; } = 9007199254740993;

    /// <summary>Friction on or off.</summary>
    [Category("Simulation")]
    public bool Friction { get; init; } = true;

    /// <summary>Any text.</summary>
    public string Remark { get; init; } = "";

    /// <summary>How it learns.</summary>
    public ProbeMethod Method { get; init; } = ProbeMethod.MetaGd;

    /// <summary>What is lifted.</summary>
    [Length(1, 3)]
    public IReadOnlyList<ProbeMethod> Order { get; init; } = [ProbeMethod.Gd];

    /// <summary>Masses.</summary>
    [Range(0, 5)]
    [Unit("kg")]
    public IReadOnlyList<double> Masses { get; init; } = [0.2, 1.2];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Eta > Centers / 100.0)
        {
            yield return new ValidationResult("eta must not exceed centers / 100.", [nameof(Eta), nameof(Centers)]);
        }
    }
}

/// <summary>Methods of the probe.</summary>
public enum ProbeMethod
{
    /// <summary>Gradient descent.</summary>
    Gd,

    /// <summary>With a memory.</summary>
    [JsonStringEnumMemberName("metagd")]
    MetaGd,

    /// <summary>With a memory that Adam trains.</summary>
    MetaGdMemAdam,
}

/// <summary>Runs nothing and records one number.</summary>
[Experiment("probe", "Does the catalogue find me?", Version = 3, Source = "ours")]
public sealed class Probe(ProbeOptions options) : IExperiment
{
    public ProbeOptions Options { get; } = options;

    public static ExperimentPlan Plan { get; } = new()
    {
        Presets =
        [
            new Preset("smoke", "One run.", "0"),
            new Preset("paper", "Both methods.", "0..9")
            {
                Options = new() { ["centers"] = 300 },
                Conditions = [new() { ["method"] = "gd" }, new() { ["method"] = "metagd" }],
                Grid = new Dictionary<string, System.Text.Json.Nodes.JsonNode[]> { ["eta"] = [0.01, 0.001] },
            },
        ],
        Metrics = [new MetricDeclaration("seed", "The seed.")],
    };

    public void Run(Engram.Experiments.Running.IRunContext run) => run.Record("seed", 0, run.Seed);
}
