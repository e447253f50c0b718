using System.Globalization;

namespace Engram.Web.Charts;

/// <summary>One direction of a chart: values to percent of the drawing, and where the ticks stand.</summary>
/// <remarks>
/// Charts draw in percent across and pixels down, without a view box, so that they fill any width and their text keeps its size.
/// A logarithmic axis has no place for values ≤ 0: <see cref="Has"/> says so, and the chart says how many it left out.
/// </remarks>
internal sealed class Axis
{
    private readonly double low;
    private readonly double high;

    private Axis(double low, double high, bool isLogarithmic)
    {
        this.low = low;
        this.high = high;
        IsLogarithmic = isLogarithmic;
    }

    public bool IsLogarithmic { get; }

    /// <summary>An axis that holds all finite values, with a little air at both ends.</summary>
    public static Axis Over(IEnumerable<double> values, bool isLogarithmic = false)
    {
        var seen = values.Where(value => double.IsFinite(value) && (!isLogarithmic || value > 0)).Select(value => isLogarithmic ? Math.Log10(value) : value).ToList();
        if (seen.Count == 0)
        {
            return new(0, 1, isLogarithmic);
        }
        var (low, high) = (seen.Min(), seen.Max());
        var air = high > low ? (high - low) * 0.05 : Math.Max(Math.Abs(high) * 0.1, isLogarithmic ? 0.5 : 1e-9);
        return new(low - air, high + air, isLogarithmic);
    }

    /// <summary>An axis from exactly <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Axis Between(double low, double high) => new(low, high, false);

    /// <summary>Whether the axis has a place for the value: it is finite and, on a logarithmic axis, positive.</summary>
    public bool Has(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    /// <summary>Place of a value, 0 at the low end and 100 at the high end; beyond the ends it is clamped.</summary>
    public double Percent(double value) => Math.Clamp(((IsLogarithmic ? Math.Log10(value) : value) - low) / (high - low) * 100, 0, 100);

    /// <summary>As an attribute of SVG: <c>42.5%</c>.</summary>
    public string Across(double value) => Text(Percent(value)) + "%";

    /// <summary>A number as an attribute of SVG.</summary>
    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Round values inside the axis: 1, 2 or 5 times a power of ten; powers of ten on a logarithmic axis that spans two or more.</summary>
    /// <param name="about">How many are wanted; between half and twice as many come.</param>
    public IReadOnlyList<double> Ticks(int about = 5)
    {
        if (IsLogarithmic && high - low >= 2)
        {
            var every = Math.Max(1, (int)Math.Round((high - low) / about));
            return [.. Enumerable.Range((int)Math.Ceiling(low), (int)Math.Floor(high) - (int)Math.Ceiling(low) + 1).Where(power => power % every == 0).Select(power => Math.Pow(10, power))];
        }
        var (from, to) = IsLogarithmic ? (Math.Pow(10, low), Math.Pow(10, high)) : (low, high);
        var step = RoundStep((to - from) / about);
        var first = Math.Ceiling(from / step - 1e-9);
        var count = (int)(Math.Floor(to / step + 1e-9) - first) + 1;
        return [.. Enumerable.Range(0, Math.Max(0, count)).Select(index => (first + index) * step)];
    }

    private static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 } * power;
    }
}
