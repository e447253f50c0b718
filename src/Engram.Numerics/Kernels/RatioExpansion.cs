using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

/// <summary>Kernels at most half a spacing wide: E r^d for d = −3½ … 3½, with r = exp(v/s²) and E = exp(−v²/2s²) of the place v of a number in its cell.</summary>
/// <remarks>
/// A cell lies between two centres. The kernel at distance d = k − ½ is ψ = E r^d G_d with G_d = exp(−d²/2s²). Those at d = ±4½ are folded into the
/// eight: with p = r^∓1 exp(−1/2s²), which is at most 1, p⁴ is replaced by the cubic that is nearest to it on [0, 1], 2p³ − 5/4 p² + ¼ p − 1/128. What is
/// neglected stays below exp(−8/s²)/128 of Σψ: 1e-16 at s = ½, the promise of <see cref="GaussianGrid"/>.
/// </remarks>
internal sealed class RatioExpansion : CellExpansion
{
    private const int Near = (Terms / 2) - 1; // the first of the eight is the centre so many before the cell's left one
    private const int Margin = Terms + 1;     // all that the kernels that a cell reaches could themselves be reached from

    private readonly float[] _falls = new float[Terms]; // G_d
    private readonly float[] _folds = new float[Terms]; // what the kernel at ∓4½ adds to the coefficient of r^d
    private readonly float[] _foldsPerFall = new float[Terms];
    private readonly float[] _strip; // one number for each kernel that the cells in use reach
    private readonly AlignedNumbers<float> _columns; // [terms, cells in use], with padding

    public RatioExpansion(GaussianGrid grid)
        : base(grid, 1)
    {
        (Middle, BorderCells) = (1, Near + 1);
        HalfInverseVariance = 0.5 / (grid.RelativeWidth * grid.RelativeWidth);
        double[] cubic = [2, -1.25, 0.25, -1.0 / 128];
        for (var i = 0; i <= Near; i++)
        {
            // From the outside inwards, d = ±3½ first. r^∓4½ G = r^∓½ A⁴ p⁴ G with A = exp(1/2s²), p = r^∓1 / A and G that of 4½.
            var distance = Near + 0.5 - i;
            var fall = Elementary.Exp(-distance * distance * HalfInverseVariance);
            var fold = cubic[i] * Elementary.Exp((i + 1 - 20.25) * HalfInverseVariance);
            Scales[i] = Scales[Terms - 1 - i] = fall;
            _falls[i] = _falls[Terms - 1 - i] = (float)fall;
            _folds[i] = _folds[Terms - 1 - i] = (float)fold;
            _foldsPerFall[i] = _foldsPerFall[Terms - 1 - i] = (float)(fold / fall);
        }

        WeightPowers = Interpolation.Powers(ActivationSum, 0, 0.25);
        InnerTotal = [.. _falls.Zip(_folds, (fall, fold) => fall + fold)];
        _strip = new float[Cells + (2 * Margin)];
        _columns = new AlignedNumbers<float>((Cells + (2 * Margin)) * Terms);
    }

    /// <summary>1/2s².</summary>
    public double HalfInverseVariance { get; }

    /// <summary>Σψ / E r^−3½ of an inner cell as a polynomial in r.</summary>
    public float[] InnerTotal { get; }

    /// <summary>Σψ of an inner cell as a polynomial in v².</summary>
    public float[] WeightPowers { get; }

    public override (int Before, int Behind) Padding(CellRange range) => (Margin, Margin);

    public override int MostPadding => 2 * Margin;

    public override void Weigh(ReadOnlySpan<double> values, CellRange range, Span<float> rows, VectorWidth width)
    {
        var cells = range.Last - range.First + 1;
        var strip = _strip.AsSpan(0, cells + Terms + 1);
        Gather(values, range.First - Near - 1, strip);
        ref var value = ref MemoryMarshal.GetReference(strip);
        ref var row = ref MemoryMarshal.GetReference(rows[(range.First * Terms)..]);
        var (falls, folds) = (Vector256.Create(_falls), Vector256.Create(_folds));
        for (var cell = 0; cell < cells; cell++)
        {
            ref var nearest = ref Unsafe.Add(ref value, cell);
            var beyond = Vector256.Create(Vector128.Create(nearest), Vector128.Create(Unsafe.Add(ref nearest, Terms + 1)));
            Vector256.FusedMultiplyAdd(folds, beyond, falls * Vector256.LoadUnsafe(ref nearest, 1)).StoreUnsafe(ref row, (nuint)(cell * Terms));
        }
    }

    public override void Total(int cell, Span<float> row)
    {
        for (var term = 0; term < Terms; term++)
        {
            var folded = term <= Near ? cell - Near - 1 : cell + Near + 2;
            row[term] = (Exists(cell - Near + term) ? _falls[term] : 0) + (Exists(folded) ? _folds[term] : 0);
        }
    }

    public override void Spread(ReadOnlySpan<float> sums, CellRange range, Span<double> evidence, VectorWidth width)
    {
        // With one column for each distance, neighbouring kernels are neighbours in every sum: they are computed side by side.
        var cells = range.Last - range.First + 1;
        Transposition.Turn(sums, _columns.Span, cells + (2 * Margin), Terms, Terms);
        var strip = _strip.AsSpan(0, cells + Terms + 1);
        var spreading = new Spreading(this, cells);
        LanePass.Run<float, Spreading>(ref spreading, strip.Length, width);
        Scatter(strip, range.First - Near - 1, evidence);
    }

    private double ActivationSum(double square)
    {
        var (v, sum) = (Math.Sqrt(square), 0.0);
        for (var term = 0; term < Terms; term++)
        {
            var distance = term - Near - 0.5;
            var exponent = (2 * v * distance) - square; // of E r^d
            sum += ((double)_falls[term] + _folds[term]) * Elementary.Exp(exponent * HalfInverseVariance);
        }

        return sum;
    }

    /// <summary>Adds up, for each kernel that a cell reaches, what the cells have for it, from d = −3½ to 3½, folded parts apart; kernel 0 is the first that is reached.</summary>
    private readonly struct Spreading(RatioExpansion expansion, int cells) : ILanePass<float>
    {
        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var strip = ref MemoryMarshal.GetArrayDataReference(expansion._strip);
            ref var columns = ref Unsafe.Add(ref expansion._columns.Start, Margin);
            ref var folds = ref MemoryMarshal.GetArrayDataReference(expansion._foldsPerFall);
            var stride = cells + (2 * Margin);
            var index = start;
            for (; index + TLanes.Count <= cells + Terms + 1; index += TLanes.Count)
            {
                var (near, folded) = (TLanes.Broadcast(0), TLanes.Broadcast(0));
                ref var column = ref Unsafe.Add(ref columns, index);
                for (var term = 0; term < Terms; term++)
                {
                    near += TLanes.Load(in column, -1 - term);
                    folded = TLanes.FusedMultiplyAdd(
                        TLanes.Broadcast(Unsafe.Add(ref folds, term)), TLanes.Load(in column, term <= Near ? 0 : -Terms - 1), folded);
                    column = ref Unsafe.Add(ref column, stride);
                }

                (near + folded).Store(ref strip, index);
            }

            return index;
        }
    }
}
