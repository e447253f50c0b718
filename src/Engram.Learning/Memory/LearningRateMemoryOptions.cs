using System.ComponentModel.DataAnnotations;
using Engram.Learning.Optimizers;

namespace Engram.Learning.Memory;

/// <summary>Settings of a <see cref="LearningRateMemory"/>.</summary>
public sealed record LearningRateMemoryOptions
{
    /// <summary>M, local models per memory. Default 100; the paper uses 100 for images and 200 for the lift.</summary>
    [Range(2, 1_000_000)] public int Centres { get; init; } = 100;

    /// <summary>
    /// g: gradients are clipped to [−g, g] by value, and the centres cover that interval; in loss per unit of parameter. Default 1.
    /// </summary>
    [Range(1e-12, 1e12)] public double GradientBound { get; init; } = 1;

    /// <summary>s, kernel width in distances of centres. Default 0.5, as in the authors' published code.</summary>
    [Range(0.1, 10.0)] public double RelativeWidth { get; init; } = 0.5;

    /// <summary>
    /// What moves θ after the pooled evidence u, by ascent: any update rule. Default gradient descent at ξ = 0.005, θ ← θ + ξ u, the paper's eq. 13.
    /// </summary>
    /// <remarks>
    /// The authors' other choice is <see cref="AdamOptions.ForMemory"/>. u is zero in the first step of a task, because there is no gradient before it.
    /// </remarks>
    public UpdateRuleOptions Updater { get; init; } = new GradientDescentOptions { Rate = 0.005 };

    /// <summary>ξ, the rate at which the memory itself learns: the one of <see cref="Updater"/>, seen from here.</summary>
    public double MemoryRate
    {
        get => Updater.Rate;
        init => Updater = Updater with { Rate = value };
    }

    /// <summary>η_init, the rate a new memory recalls everywhere; within the two bounds. Default 0.001.</summary>
    [Range(0.0, 1e12)] public double InitialRate { get; init; } = 1e-3;

    /// <summary>No rate falls below this. Default 1e-9, as in the authors' published code; the paper has no bounds.</summary>
    [Range(0.0, 1e12)] public double LowestRate { get; init; } = 1e-9;

    /// <summary>No rate rises above this. Default 1, as in the authors' published code.</summary>
    [Range(0.0, 1e12)] public double HighestRate { get; init; } = 1;

    /// <summary>What is learned from two successive gradients. Default their clipped product.</summary>
    public AgreementSignal Signal { get; init; } = AgreementSignal.Product;

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="ValidationException">The message lists every setting that is out of range.</exception>
    public void Validate()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ValidationException(string.Join(" ", faults));
        }
    }

    internal IEnumerable<string> Faults()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        var faults = results.Select(result => result.ErrorMessage!).ToList();
        foreach (var (name, value) in new[]
        {
            (nameof(GradientBound), GradientBound), (nameof(RelativeWidth), RelativeWidth), (nameof(InitialRate), InitialRate),
            (nameof(LowestRate), LowestRate), (nameof(HighestRate), HighestRate),
        })
        {
            if (!double.IsFinite(value))
            {
                faults.Add($"{name} is {value:R}; it must be a finite number.");
            }
        }

        if (!(LowestRate <= InitialRate && InitialRate <= HighestRate))
        {
            faults.Add($"InitialRate {InitialRate:R} must lie between LowestRate {LowestRate:R} and HighestRate {HighestRate:R}.");
        }

        if (!Enum.IsDefined(Signal))
        {
            faults.Add($"Signal {Signal} is not one of the known ones.");
        }

        return faults.Concat(Updater.Faults().Select(fault => $"Updater: {fault}"));
    }
}
