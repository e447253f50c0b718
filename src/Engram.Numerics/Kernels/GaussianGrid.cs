using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>M Gaussian kernels with evenly spaced centres on [−g, g], where each number is seen only by the kernels near it.</summary>
/// <remarks>
/// c_m = −g + mΔ with Δ = 2g / (M − 1), ψ_m(z) = exp(−(z − c_m)² / (2 (sΔ)²)). With j the nearest centre and u = (z − c_j)/Δ, |u| ≤ ½,
/// ψ_{j+k} = E rᵏ G_k where E = exp(−u²/2s²), r = exp(u/s²) and G_k = exp(−k²/2s²): two exponentials serve all kernels.
/// Only |k| ≤ <see cref="Reach"/> are computed; what is left out is below <see cref="Neglected"/> of the sum of all ψ. Everything is in double
/// precision: in single precision the offset u alone would lose five digits at two hundred centres. The bits are the same at every vector width.
/// </remarks>
public sealed class GaussianGrid
{
    /// <summary>The most numbers one call of <see cref="Activate(ReadOnlySpan{double}, Span{int}, Span{double}, Span{double})"/> takes; also the distance between the rows of its result.</summary>
    public const int BlockLength = 64;

    /// <summary>The largest share of the sum of activations that is left out, for any number in [−g, g]: less than the rounding of the sum.</summary>
    public const double Neglected = 1e-16;

    private const double Round = 6755399441055744.0; // see LaneExponential

    private readonly double _inverseSpacing;
    private readonly double _inverseVariance; // 1 / s²
    private readonly double[] _fall;          // G_k for k = 0 … Reach

    /// <summary>A grid.</summary>
    /// <param name="centres">M, at least 2.</param>
    /// <param name="bound">g, positive and finite; in the unit of the numbers.</param>
    /// <param name="relativeWidth">s, the kernel width in spacings, 0.1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public GaussianGrid(int centres, double bound, double relativeWidth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(centres, 2);
        if (!(bound > 0) || !double.IsFinite((centres - 1) / (2 * bound)) || !double.IsFinite(2 * bound))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "The bound g must be positive, and 2g and its inverse finite.");
        }

        if (!(relativeWidth is >= 0.1 and <= 10))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeWidth), relativeWidth, "The kernel width must be 0.1 to 10 spacings.");
        }

        Centres = centres;
        Bound = bound;
        RelativeWidth = relativeWidth;
        Spacing = 2 * bound / (centres - 1);
        _inverseSpacing = (centres - 1) / (2 * bound);
        _inverseVariance = 1 / (relativeWidth * relativeWidth);
        Reach = SmallestReach(_inverseVariance);
        _fall = [.. Enumerable.Range(0, Reach + 1).Select(k => Kernel(k))];
    }

    /// <summary>M.</summary>
    public int Centres { get; }

    /// <summary>g.</summary>
    public double Bound { get; }

    /// <summary>s, the kernel width in spacings.</summary>
    public double RelativeWidth { get; }

    /// <summary>Δ, the distance of neighbouring centres.</summary>
    public double Spacing { get; }

    /// <summary>K: kernels on each side of the nearest that are computed.</summary>
    public int Reach { get; }

    /// <summary>2K + 1, rows of the activations.</summary>
    public int Taps => (2 * Reach) + 1;

    /// <summary>c_m.</summary>
    /// <param name="index">m, 0 to M − 1.</param>
    public double CentreAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Centres);
        return -Bound + (index * Spacing);
    }

    /// <summary>Which kernels see each number, and how strongly.</summary>
    /// <param name="numbers">z, at most <see cref="BlockLength"/> of them, each in [−g, g] and not NaN.</param>
    /// <param name="nearest">Receives j, the index of the nearest centre; always within 0 … M − 1.</param>
    /// <param name="activations">Receives ψ, [<see cref="Taps"/>, <see cref="BlockLength"/>] row-major: row k is centre j + k − K. Zero where that
    /// centre does not exist. Columns past the numbers are left alone.</param>
    /// <param name="totals">Receives Σ ψ of each number; at least exp(−1/8s²).</param>
    /// <remarks>O(n K), nothing is allocated.</remarks>
    /// <exception cref="ArgumentException">A span is too short, or there are too many numbers.</exception>
    public void Activate(ReadOnlySpan<double> numbers, Span<int> nearest, Span<double> activations, Span<double> totals) =>
        Activate(numbers, nearest, activations, totals, VectorWidths.Widest);

    internal void Activate(ReadOnlySpan<double> numbers, Span<int> nearest, Span<double> activations, Span<double> totals, VectorWidth width)
    {
        if (numbers.Length > BlockLength || nearest.Length < numbers.Length || totals.Length < numbers.Length || activations.Length < Taps * BlockLength)
        {
            throw new ArgumentException(
                $"{numbers.Length} numbers (at most {BlockLength}) need as many nearest and totals and {Taps * BlockLength} activations; "
                + $"given were {nearest.Length}, {totals.Length} and {activations.Length}.", nameof(numbers));
        }

        Span<double> cells = stackalloc double[BlockLength];
        var done = width switch
        {
            VectorWidth.Bits512 => Activate<Lanes512<double>>(numbers, cells, activations, totals, 0),
            VectorWidth.Bits256 => Activate<Lanes256<double>>(numbers, cells, activations, totals, 0),
            VectorWidth.Bits128 => Activate<Lanes128<double>>(numbers, cells, activations, totals, 0),
            _ => 0,
        };
        Activate<SingleLane<double>>(numbers, cells, activations, totals, done);
        for (var index = 0; index < numbers.Length; index++)
        {
            // What a caller indexes with must lie on the grid even if a number did not.
            var cell = (int)cells[index];
            nearest[index] = (uint)cell < (uint)Centres ? cell : Math.Clamp(cell, 0, Centres - 1);
        }
    }

    private int Activate<TLanes>(ReadOnlySpan<double> numbers, Span<double> cells, Span<double> activations, Span<double> totals, int start)
        where TLanes : struct, ILanes<TLanes, double>
    {
        ref var z = ref MemoryMarshal.GetReference(numbers);
        ref var cell = ref MemoryMarshal.GetReference(cells);
        ref var psi = ref MemoryMarshal.GetReference(activations);
        ref var sum = ref MemoryMarshal.GetReference(totals);
        var (zero, one, last) = (TLanes.Broadcast(0), TLanes.Broadcast(1), TLanes.Broadcast(Centres - 1));
        var bound = TLanes.Broadcast(Bound);
        var inverseSpacing = TLanes.Broadcast(_inverseSpacing);
        var inverseVariance = TLanes.Broadcast(_inverseVariance);
        var minusHalf = TLanes.Broadcast(-0.5);
        var index = start;
        for (; index + TLanes.Count <= numbers.Length; index += TLanes.Count)
        {
            var x = (TLanes.Load(in z, index) + bound) * inverseSpacing;
            var j = x + TLanes.Broadcast(Round) - TLanes.Broadcast(Round);
            var u = x - j;
            var v = u * inverseVariance;
            var ratio = LaneExponential.Exp(v);
            var inverseRatio = one / ratio;
            var nearestActivation = LaneExponential.Exp(u * v * minusHalf);
            j.Store(ref cell, index);
            nearestActivation.Store(ref psi, (Reach * BlockLength) + index);
            var (above, below, total) = (nearestActivation, nearestActivation, nearestActivation);
            for (var k = 1; k <= Reach; k++)
            {
                var distance = TLanes.Broadcast(k);
                var fall = TLanes.Broadcast(_fall[k]);
                above *= ratio;
                below *= inverseRatio;
                var up = TLanes.WhereLess(last, j + distance, zero, above * fall);
                var down = TLanes.WhereLess(j - distance, zero, zero, below * fall);
                up.Store(ref psi, ((Reach + k) * BlockLength) + index);
                down.Store(ref psi, ((Reach - k) * BlockLength) + index);
                total += up + down;
            }

            total.Store(ref sum, index);
        }

        return index;
    }

    // At the worst place, half way between two centres, and for a border, where only one side exists to compare with.
    private static int SmallestReach(double inverseVariance)
    {
        double At(double distance) => Elementary.Exp(-0.5 * distance * distance * inverseVariance);
        for (var reach = 1; ; reach++)
        {
            var left = 0.0;
            var term = 1.0;
            for (var k = reach; term > 0; k++)
            {
                term = At(k + 0.5);
                left += term;
            }

            if (2 * left <= Neglected * At(0.5))
            {
                return reach;
            }
        }
    }

    private double Kernel(int distance) => Elementary.Exp(-0.5 * distance * distance * _inverseVariance);
}
