using Engram.Numerics.Kernels;

namespace Engram.Learning.Memory;

// A step on a signal in single precision. The sums over kernels are those of the fast transform; θ, its evidence and its updater are what they
// are in double precision.
public sealed partial class LearningRateMemory
{
    private readonly bool _isServed;       // whether the transform knows this width and is precise enough for the updater
    private FastGaussTransform? _transform;
    private GridPlaces? _places;           // where the previous signal lies
    private CellRange _presentRange;

    /// <summary>The room that sums in single precision are made in: memories of the same settings that step in turn can share one.</summary>
    internal FastGaussTransform? Transform
    {
        get => _transform ??= _isServed ? new FastGaussTransform(_grid) : null;
        init => _transform = value;
    }

    private GridPlaces Places => _places ??= new GridPlaces(Dimension);

    private void Pour(FastGaussTransform transform)
    {
        if (!_started)
        {
            return; // no gradient before this one: no evidence
        }

        var past = _signal.PastSingle;
        var places = Places;
        if (!places.AreKnown)
        {
            transform.Locate(past, RangeOf(past, transform), places, _width);
        }

        transform.Pour(past, places, _signal.PresentSingle, Options.Signal == AgreementSignal.Sign, _width);
        transform.Collect(places.Range, _models.Evidence, _models.Visits, _width);
    }

    private void Recall(FastGaussTransform transform, Span<float> rates, ReadOnlySpan<float> direction, Span<float> target, bool subtract)
    {
        transform.Adopt(_models.Values, _presentRange, _width);
        var (lowest, highest) = transform.Average(
            _signal.PresentSingle, _presentRange, ((float)Options.LowestRate, (float)Options.HighestRate), direction, rates, target, subtract, Places, _width);
        Span<float> sum = stackalloc float[1];
        Reduction.Fold<float, Sum<float>>(rates, sum, 1, rates.Length, 1, _width);
        LastStep = new RateStatistics(lowest, (double)sum[0] / rates.Length, highest, (double)_clipped / rates.Length);
    }

    private static CellRange RangeOf(ReadOnlySpan<float> signal, FastGaussTransform transform)
    {
        var (lowest, highest) = (signal[0], signal[0]);
        foreach (var number in signal)
        {
            (lowest, highest) = (Math.Min(lowest, number), Math.Max(highest, number));
        }

        return transform.RangeOf(lowest, highest);
    }
}
