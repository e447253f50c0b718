namespace Engram.Web.Charts;

/// <summary>The points of a <see cref="CurvesChart"/>, as its module fetches them.</summary>
/// <param name="Total">How many points there are in the range asked for.</param>
/// <param name="Drawn">How many of them are here.</param>
/// <param name="Borders">Where tasks begin; empty where steps are counted per task.</param>
/// <param name="Lines">The lines.</param>
internal sealed record CurveData(long Total, long Drawn, IReadOnlyList<CurveBorder> Borders, IReadOnlyList<CurvePoints> Lines);

/// <summary>A task begins.</summary>
/// <param name="Step">Its first step, counted over the run.</param>
/// <param name="Label">Its name.</param>
internal sealed record CurveBorder(long Step, string Label);

/// <summary>One line: columns of equal length, steps growing.</summary>
/// <param name="Key">As the chart's legend names the line.</param>
/// <param name="X">Steps.</param>
/// <param name="Y">Values; what is not finite is no point but a mark.</param>
internal sealed record CurvePoints(string Key, long[] X, double[] Y)
{
    /// <summary>Lower edge of the band, or null.</summary>
    public double[]? Low { get; init; }

    /// <summary>Upper edge of the band, or null.</summary>
    public double[]? High { get; init; }

    /// <summary>How many seeds stand behind each point, or null.</summary>
    public int[]? N { get; init; }

    /// <summary>Values no line can go through.</summary>
    public IReadOnlyList<CurveMark> Marks { get; init; } = [];

    /// <summary>The same line, its steps counted from elsewhere.</summary>
    public CurvePoints Shifted(long offset) =>
        this with { X = [.. X.Select(step => step + offset)], Marks = [.. Marks.Select(mark => mark with { X = mark.X + offset })] };

    /// <summary>Lines one after the other, as one.</summary>
    public static CurvePoints Join(string key, IReadOnlyList<CurvePoints> parts) => new(key, [.. parts.SelectMany(part => part.X)], [.. parts.SelectMany(part => part.Y)])
    {
        Low = parts.All(part => part.Low is not null) ? [.. parts.SelectMany(part => part.Low!)] : null,
        High = parts.All(part => part.High is not null) ? [.. parts.SelectMany(part => part.High!)] : null,
        Marks = [.. parts.SelectMany(part => part.Marks)],
    };
}

/// <summary>Values that are not finite, at the edge of the chart.</summary>
/// <param name="X">Step of the first of them.</param>
/// <param name="Nan">How many are NaN.</param>
/// <param name="Up">How many are +∞.</param>
/// <param name="Down">How many are −∞.</param>
internal sealed record CurveMark(long X, int Nan, int Up, int Down)
{
    /// <summary>How many are NaN or infinite where it is not known which.</summary>
    public int Unknown { get; init; }
}
