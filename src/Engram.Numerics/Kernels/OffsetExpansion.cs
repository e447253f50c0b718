using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>Kernels wider than half a spacing: polynomials of degree 7 in the place x of a number in its cell, |x| ≤ ½.</summary>
/// <remarks>
/// <para>A spacing has so many cells that a cell is at most a third of a kernel's width long. There a kernel is a Gauss function with a slope that an
/// interpolation at Chebyshev's places meets to 1e-6 of itself as far as six widths away, and better the nearer it is. Interpolated are ψ for
/// evidence, and ψ/Σψ, as it is far from the borders, for averages, which then take no division.</para>
/// <para>All cells of a spacing are one row of numbers, and spacings are evenly spaced as centres are: what a kernel is in one depends on the
/// distance between the two only. So both directions are convolutions over spacings, with one short table of polynomials, and are computed as
/// products of matrices (<see cref="MatrixProduct{T}"/>): kernels' values by that table, where a row of the left matrix is the one before shifted by
/// one value; and the table by what is known of each spacing, whose diagonals are then added up, the spacing farthest to the right first.</para>
/// </remarks>
internal sealed class OffsetExpansion : CellExpansion
{
    private const double CellsPerWidth = 3;
    private const int Slack = 16; // zeros between the rows of the second product, so that diagonals are read in vectors

    private readonly int _reach;          // kernels that see a spacing, on each side
    private readonly int _perSpacing;     // numbers of all its cells
    private readonly float[] _activations; // [kernels, cells of a spacing, terms]: ψ, the kernel farthest to the left first
    private readonly float[] _shares;     // the same of ψ/Σψ
    private readonly float[] _strip;      // one number for each kernel that the spacings in use reach
    private readonly float[] _products;   // [kernels, spacings in use and slack]

    public OffsetExpansion(GaussianGrid grid)
        : base(grid, (int)Math.Ceiling(CellsPerWidth / grid.RelativeWidth))
    {
        _reach = grid.Reach + 1;
        BorderCells = _reach * CellsPerSpacing;
        _perSpacing = CellsPerSpacing * Terms;
        _strip = new float[grid.Centres - 1 + Kernels];
        _products = new float[Slack + (Kernels * (grid.Centres - 1 + Slack))];
        var halfInverseVariance = 0.5 / (grid.RelativeWidth * grid.RelativeWidth);
        _activations = Table(Activation);
        _shares = Table(distance => Activation(distance) / Sum(distance));

        double Activation(double distance) => Elementary.Exp(-distance * distance * halfInverseVariance);

        double Sum(double distance)
        {
            var sum = 0.0;
            for (var centre = -_reach; centre <= _reach; centre++)
            {
                sum += Activation(distance - Math.Floor(distance) + centre);
            }

            return sum;
        }
    }

    public override int MostPadding => (Slack + 2) * CellsPerSpacing;

    // That see a number in a spacing.
    private int Kernels => 2 * _reach;

    public override (int Before, int Behind) Padding(CellRange range) =>
        (range.First % CellsPerSpacing, CellsPerSpacing - 1 - (range.Last % CellsPerSpacing) + (Slack * CellsPerSpacing));

    public override void Weigh(ReadOnlySpan<double> values, CellRange range, Span<float> rows, VectorWidth width)
    {
        var (first, last) = (range.First / CellsPerSpacing, range.Last / CellsPerSpacing);
        var spacings = last - first + 1;
        var strip = _strip.AsSpan(0, spacings + Kernels - 1);
        Gather(values, first + 1 - _reach, strip);
        new MatrixProduct<float>
        {
            A = strip, RowStride = 1, InnerStride = 1, B = _shares, C = rows.Slice(first * _perSpacing, spacings * _perSpacing),
            Rows = spacings, Columns = _perSpacing, Inner = Kernels,
        }.Compute(width);
    }

    public override void Total(int cell, Span<float> row)
    {
        var (spacing, offset) = (cell / CellsPerSpacing, cell % CellsPerSpacing * Terms);
        Span<double> sums = stackalloc double[Terms];
        sums.Clear();
        for (var kernel = 0; kernel < Kernels; kernel++)
        {
            if (!Exists(spacing + 1 - _reach + kernel))
            {
                continue;
            }

            for (var term = 0; term < Terms; term++)
            {
                sums[term] += _shares[(kernel * _perSpacing) + offset + term];
            }
        }

        Precision.Round(sums, row);
    }

    public override void Spread(ReadOnlySpan<float> sums, CellRange range, Span<double> evidence, VectorWidth width)
    {
        var (first, last) = (range.First / CellsPerSpacing, range.Last / CellsPerSpacing);
        var columns = last - first + 1 + Slack;
        new MatrixProduct<float>
        {
            A = _activations, RowStride = _perSpacing, InnerStride = 1, B = sums, RightInnerStride = 1, RightColumnStride = _perSpacing,
            C = _products.AsSpan(Slack, Kernels * columns), Rows = Kernels, Columns = columns, Inner = _perSpacing,
        }.Compute(width);
        var strip = _strip.AsSpan(0, columns - Slack + Kernels - 1);
        var adding = new Diagonals(_products, columns, Kernels, strip);
        LanePass.Run<float, Diagonals>(ref adding, strip.Length, width);
        Scatter(strip, first + 1 - _reach, evidence);
    }

    // Of a function of the distance, in spacings, of a number from a centre.
    private float[] Table(Func<double, double> function)
    {
        var table = new float[Kernels * _perSpacing];
        for (var kernel = 0; kernel < Kernels; kernel++)
        {
            for (var cell = 0; cell < CellsPerSpacing; cell++)
            {
                var middle = ((cell + 0.5) / CellsPerSpacing) + _reach - 1 - kernel;
                Interpolation.Powers(x => function(middle + (x / CellsPerSpacing)), -0.5, 0.5).CopyTo(table, (kernel * _perSpacing) + (cell * Terms));
            }
        }

        return table;
    }

    /// <summary>sums[i] = Σ products[kernel, i − kernel] over the kernels in their order; beyond the rows there are zeros.</summary>
    private readonly ref struct Diagonals(ReadOnlySpan<float> products, int columns, int kernels, Span<float> sums) : ILanePass<float>
    {
        private readonly ReadOnlySpan<float> _products = products;
        private readonly Span<float> _sums = sums;

        public int Run<TLanes>(int start)
            where TLanes : struct, ILanes<TLanes, float>
        {
            ref var rows = ref MemoryMarshal.GetReference(_products[Slack..]);
            ref var target = ref MemoryMarshal.GetReference(_sums);
            var index = start;
            for (; index + TLanes.Count <= _sums.Length; index += TLanes.Count)
            {
                var sum = TLanes.Broadcast(0);
                var last = Math.Min(kernels - 1, index + TLanes.Count - 1);
                for (var kernel = Math.Max(0, index - (columns - Slack)); kernel <= last; kernel++)
                {
                    sum += TLanes.Load(in rows, (kernel * columns) + index - kernel);
                }

                sum.Store(ref target, index);
            }

            return index;
        }
    }
}
