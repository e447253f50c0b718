using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>
/// Sums over the Gaussian kernels of a <see cref="GaussianGrid"/> at many single-precision numbers: evidence is poured out over the kernels near a
/// number, and their values are averaged at one, at a cost per number that depends neither on the kernels' count nor on their width.
/// </summary>
/// <remarks>
/// <para>The idea. [−g, g] is cut into cells, and inside a cell all kernels that see it are sums of the same eight functions of a number's place in
/// it. So an average Σψθ/Σψ is a polynomial whose coefficients belong to the cell, one row of eight numbers, and a factor that does not depend on θ;
/// and evidence Σaψ needs, for each cell, the eight sums over the numbers in it: another row. One look at the row of its cell is all that a number
/// costs; what the rows mean is worked out once for each cell that has numbers in it.</para>
/// <para>Kernels up to half a spacing wide: a cell lies between two centres, and with v the place in it, |v| ≤ ½ spacing, r = exp(v/s²) and E =
/// exp(−v²/2s²), the functions are E r^d with d = −3½ … 3½: each kernel is one of them times a constant, however much neighbouring values differ.
/// Wider ones: a cell is at most a third of a width long, and the functions are powers of v.</para>
/// <para>Why single precision is enough. v comes from the number by fused operations with the scale in two parts, and is right to 4e-8 of a cell up
/// to <see cref="MostCentres"/> centres. All terms of the sums that make an average are positive, and each is right to a few ulp, so it is the whole.
/// Averages of positive values are within 1e-6 of themselves, though values lie nine decades apart side by side; evidence is within 1e-6 of Σ|a|ψ,
/// also where ψ is tiny. Rows of evidence are summed in double precision: many equal numbers would else round the same way. Numbers on a border,
/// clipped ones, are many and all equal: theirs is done exactly.</para>
/// <para>The order is part of the specification, so that the bits are the same at every vector width. Each number is one chain of operations. Up to a
/// width of half a spacing, and from three on, number i adds to the (i mod 4)-th of four rows of its cell, in the order of the numbers; a cell's row
/// is (first + second) + (third + fourth). Between, there are more cells, and one row for each. Gradients pile up at zero, and additions to one row
/// wait for each other: the eight middle cells have four times as many rows, taken in turns by those that take turns with the others, and are added
/// up before the others as (first + second) + (third + fourth).</para>
/// <para>What averaging finds out about a number, pouring needs one step later: it is kept in <see cref="GridPlaces"/>.</para>
/// <para>Source of the name and of the idea of cells: Greengard and Strain, "The fast Gauss transform", SIAM J. Sci. Stat. Comput. 12 (1991). There,
/// sums of truncated series with an absolute error; here, in one dimension, eight terms.</para>
/// <para>Holds 388 bytes for each centre and 19 KB besides, 8 of them for the middle cells' further rows; for kernels wider than half a spacing up to
/// 1.2 KB for each centre. Serves one caller at a time. Nothing is allocated after construction.</para>
/// </remarks>
public sealed partial class FastGaussTransform
{
    /// <summary>The most centres it serves.</summary>
    public const int MostCentres = 16384;

    /// <summary>The narrowest kernels it serves, in spacings: below, r⁷ leaves single precision.</summary>
    public const double NarrowestWidth = 0.3;

    /// <summary>The widest kernels it serves, in spacings: averages over many more of them would be less than right to a millionth.</summary>
    public const double WidestWidth = 4;

    private const int Terms = CellExpansion.Terms;
    private const double RatioWidth = 0.5;     // the widest that are expanded in powers of a ratio
    private const double LargestBound = 1e18;  // far from where the scale leaves single precision
    private const float Round = 12582912f;     // see Exponential
    private const int BorderRows = 2;
    private const int MiddleCells = 8;         // cells whose rows there are several of, where gradients pile up
    private const int MoreCopies = 3;
    private const int MostLanes = 16;

    private readonly CellExpansion _expansion;
    private readonly int _cells;
    private readonly float _bound;
    private readonly float _scaleHigh; // cells per unit in two parts
    private readonly float _scaleLow;
    private readonly float _origin;    // what z times the scale is shifted by, so that the nearest integer is the cell
    private readonly int _firstMiddle;
    private readonly int _lastMiddle;
    private readonly float[] _copies;    // for each of sixteen numbers that follow one another, how many rows after its cell's that of a middle cell is

    /// <summary>Room for the sums of one grid.</summary>
    /// <param name="grid">The grid; see <see cref="Serves"/>.</param>
    /// <exception cref="ArgumentException">The grid is not one that is served.</exception>
    public FastGaussTransform(GaussianGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (!Serves(grid))
        {
            throw new ArgumentException(
                $"The fast Gauss transform serves kernels {NarrowestWidth} to {WidestWidth} spacings wide and up to {MostCentres} centres; "
                + $"given were width {grid.RelativeWidth:R}, {grid.Centres} centres and bound {grid.Bound:R}.", nameof(grid));
        }

        Grid = grid;
        _expansion = grid.RelativeWidth <= RatioWidth ? new RatioExpansion(grid) : new OffsetExpansion(grid);
        _cells = _expansion.Cells;
        _bound = (float)grid.Bound;
        var scale = _cells / (2 * grid.Bound);
        _scaleHigh = (float)scale;
        _scaleLow = (float)(scale - _scaleHigh);
        _origin = (_cells - 1) / 2f;
        _firstMiddle = Math.Max(0, (_cells - MiddleCells) / 2);
        _lastMiddle = Math.Min(_cells - 1, _firstMiddle + MiddleCells - 1);
        _poured = EvidenceRows.Of(RowCount, inTurns: _expansion.CellsPerSpacing == 1);
        _copies = Copies();
        _borderActivations = BorderActivations();
        _tally = new VisitTally(RowCount);
        _totals = Totals();
        _rows = new AlignedNumbers<float>((RowCount + _expansion.MostPadding) * Terms);
    }

    /// <summary>The grid.</summary>
    public GaussianGrid Grid { get; }

    /// <summary>Whether kernels of this width and number can be summed so; others are for <see cref="GaussianGrid"/> itself.</summary>
    public static bool Serves(GaussianGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return grid.RelativeWidth is >= NarrowestWidth and <= WidestWidth && grid.Centres <= MostCentres
            && grid.Bound is >= 1 / LargestBound and <= LargestBound;
    }

    /// <summary>Rows of a table: one for each cell, one for each border, and three more for each of the middle cells.</summary>
    private int RowCount => _cells + BorderRows + (MoreCopies * MiddleCells);

    private float[] Copies() =>
        [.. Enumerable.Range(0, MostLanes).Select(lane => lane / _poured.Copies % (MoreCopies + 1)).Select(copy => copy == 0 ? 0f : CopyOf(_firstMiddle, copy) - _firstMiddle)];

    /// <summary>The middle cells of a range.</summary>
    private CellRange? MiddleOf(CellRange range) => range.First > _lastMiddle || range.Last < _firstMiddle
        ? null : new CellRange(Math.Max(_firstMiddle, range.First), Math.Min(_lastMiddle, range.Last));

    /// <summary>The row of a middle cell that numbers of the <paramref name="copy"/>-th four add to, 0 to 3.</summary>
    private int CopyOf(int cell, int copy) => copy == 0 ? cell : _cells + BorderRows + ((copy - 1) * MiddleCells) + cell - _firstMiddle;

    /// <summary>The cell of a number, and where in it the number is: v in [−½, ½], a rounding beyond for numbers at a border.</summary>
    private readonly struct Locating<TLanes>(FastGaussTransform transform, CellRange range)
        where TLanes : struct, ILanes<TLanes, float>
    {
        private readonly TLanes _first = TLanes.Broadcast(range.First);
        private readonly TLanes _last = TLanes.Broadcast(range.Last);
        private readonly TLanes _scaleHigh = TLanes.Broadcast(transform._scaleHigh);
        private readonly TLanes _scaleLow = TLanes.Broadcast(transform._scaleLow);
        private readonly TLanes _origin = TLanes.Broadcast(transform._origin);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Of(TLanes number, out TLanes place)
        {
            // Rows are read and written at the cell unchecked: whatever the number is, a NaN too, the cell lies in the range.
            var cell = TLanes.FusedMultiplyAdd(number, _scaleHigh, _origin) + TLanes.Broadcast(Round) - TLanes.Broadcast(Round);
            cell = TLanes.Smaller(TLanes.Larger(cell, _first), _last);
            place = TLanes.FusedMultiplyAdd(number, _scaleLow, TLanes.FusedMultiplyAdd(number, _scaleHigh, _origin - cell));
            return cell;
        }
    }
}
