using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Engram.Experiments.Options;

/// <summary>The numbers an option allows.</summary>
/// <param name="Minimum">Lower end; −∞ when there is none.</param>
/// <param name="Maximum">Upper end; +∞ when there is none.</param>
/// <param name="MinimumIsExclusive">True when the lower end itself is not allowed.</param>
/// <param name="MaximumIsExclusive">True when the upper end itself is not allowed.</param>
public sealed record OptionRange(double Minimum, double Maximum, bool MinimumIsExclusive = false, bool MaximumIsExclusive = false)
{
    /// <summary>True when the number lies inside; never for NaN.</summary>
    public bool Contains(double number) =>
        (MinimumIsExclusive ? number > Minimum : number >= Minimum) && (MaximumIsExclusive ? number < Maximum : number <= Maximum);

    /// <summary>In words: <c>from 1 to 10</c>, <c>greater than 0</c>, <c>at least 1 and less than 2</c>.</summary>
    public override string ToString()
    {
        var lower = double.IsFinite(Minimum) ? $"{(MinimumIsExclusive ? "greater than" : "at least")} {CanonicalJson.Number(Minimum)}" : "";
        var upper = double.IsFinite(Maximum) ? $"{(MaximumIsExclusive ? "less than" : "at most")} {CanonicalJson.Number(Maximum)}" : "";
        return (lower, upper) switch
        {
            ("", "") => "any finite number",
            (_, "") => lower,
            ("", _) => upper,
            _ when !MinimumIsExclusive && !MaximumIsExclusive => $"from {CanonicalJson.Number(Minimum)} to {CanonicalJson.Number(Maximum)}",
            _ => $"{lower} and {upper}",
        };
    }

    internal static OptionRange From(RangeAttribute attribute)
    {
        var lower = Convert.ToDouble(attribute.Minimum, CultureInfo.InvariantCulture);
        var upper = Convert.ToDouble(attribute.Maximum, CultureInfo.InvariantCulture);

        // An attribute must name both ends: the largest number of its type means that there is none.
        return new OptionRange(
            lower is double.MinValue or int.MinValue ? double.NegativeInfinity : lower,
            upper is double.MaxValue or int.MaxValue ? double.PositiveInfinity : upper,
            attribute.MinimumIsExclusive,
            attribute.MaximumIsExclusive);
    }
}
