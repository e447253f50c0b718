using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>
/// Sums over the Gaussian kernels of a <see cref="GaussianGrid"/> at many single-precision numbers: evidence is poured out over the kernels near a
/// number, and their values are averaged at one, at a cost per number that depends neither on the kernels' count nor on their width.
/// </summary>
/// <remarks>
/// <para>The idea. The centres cut [−g, g] into M − 1 cells. In cell j, with v = (z + g)/Δ − j − ½, |v| ≤ ½, and r = exp(v/s²), the kernel at distance
/// d = k − ½ is ψ = E r^d G_d with E = exp(−v²/2s²) and G_d = exp(−d²/2s²), for d = −3½ … 3½. So
/// an average Σψθ/Σψ is a quotient of two polynomials of degree 7 in r, whose coefficients G_d θ belong to the cell: one row of eight numbers;
/// and evidence Σaψ needs, for each cell, the eight sums Σ a E r^d of the numbers in it: another row. One look at the row of its cell is all that a
/// number costs; what the rows mean is worked out once for each cell that has numbers in it.</para>
/// <para>The kernels at d = ±4½ are folded into those eight: with p = r^∓1 exp(−1/2s²), which is at most 1, p⁴ is replaced by the cubic that is
/// nearest to it on [0, 1], 2p³ − 5/4 p² + ¼ p − 1/128. What is neglected stays below exp(−8/s²)/128 of Σψ: 1e-16 at s = ½, the promise of <see cref="GaussianGrid"/>.</para>
/// <para>Why single precision is enough. v comes from the number by fused operations with the scale (M − 1)/2g in two parts, and is right to 4e-8 of a
/// spacing up to <see cref="MostCentres"/> centres. All terms of the sums that make an average are positive, and each is right to a few ulp, so it is
/// the whole, however much neighbouring values differ. Evidence is right relative to Σ|a|ψ, also where ψ is tiny. Rows of evidence are summed in double
/// precision: many equal numbers would else round the same way. Numbers on a border, clipped ones, are many and all equal: theirs is done exactly.</para>
/// <para>The order is part of the specification, so that the bits are the same at every vector width. Each number is one chain of operations. Number i
/// adds to the (i mod 4)-th of four rows of its cell, in the order of the numbers; a cell's row is (first + second) + (third + fourth). Gradients pile
/// up at zero, and additions to one row wait for each other: the eight middle cells have four times four rows, which begin with that of i/4 mod 4 and
/// are added up before the others, each of the four as (first + second) + (third + fourth). A kernel's evidence is summed over its cells from d = −3½ to
/// 3½, folded parts apart.</para>
/// <para>What averaging finds out about a number, pouring needs one step later: it is kept in <see cref="GridPlaces"/>.</para>
/// <para>Source of the name and of the idea of cells: Greengard and Strain, "The fast Gauss transform", SIAM J. Sci. Stat. Comput. 12 (1991). There, sums of
/// truncated series with an absolute error; here, in one dimension and for kernels this narrow, no series is needed.</para>
/// <para>Holds 388 bytes for each centre and 19 KB besides, 8 of them for the middle cells' further rows; serves one caller at a time. Nothing is
/// allocated after construction.</para>
/// </remarks>
public sealed partial class FastGaussTransform
{
    /// <summary>The most centres it serves.</summary>
    public const int MostCentres = 16384;

    /// <summary>The narrowest kernels it serves, in spacings: below, r⁷ leaves single precision.</summary>
    public const double NarrowestWidth = 0.3;

    /// <summary>The widest kernels it serves, in spacings: above, more than ten kernels see a number.</summary>
    public const double WidestWidth = 0.5;

    private const int Taps = LaneRows.Length;  // kernels that see a number without the folded ones
    private const int Before = (Taps / 2) - 1; // the first of them is the centre Before before the cell's left one
    private const double LargestBound = 1e18;  // far from where the scale leaves single precision
    private const float Round = 12582912f;     // see Exponential
    private const int BorderRows = 2;
    private const int MiddleCells = 8;         // cells whose rows there are several of, where gradients pile up
    private const int MoreCopies = 3;
    private const int MostLanes = 16;

    private readonly int _cells;
    private readonly float _bound;
    private readonly float _scaleHigh; // (M − 1)/2g in two parts
    private readonly float _scaleLow;
    private readonly float _origin;    // what z times the scale is shifted by, so that the nearest integer is the cell
    private readonly float _halfInverseVariance;
    private readonly float[] _falls = new float[Taps];  // G_d
    private readonly float[] _folds = new float[Taps];  // what the kernel at ∓4½ adds to the coefficient of r^d
    private readonly float[] _foldsPerFall = new float[Taps];
    private readonly double[] _exactFalls = new double[Taps];
    private readonly float[] _sums;      // Σψ of an inner cell as a polynomial in v²
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
        _cells = grid.Centres - 1;
        _bound = (float)grid.Bound;
        var scale = _cells / (2 * grid.Bound);
        _scaleHigh = (float)scale;
        _scaleLow = (float)(scale - _scaleHigh);
        _origin = (_cells - 1) / 2f;
        var halfInverseVariance = 0.5 / (grid.RelativeWidth * grid.RelativeWidth);
        _halfInverseVariance = (float)halfInverseVariance;
        double[] cubic = [2, -1.25, 0.25, -1.0 / 128];
        for (var i = 0; i <= Before; i++)
        {
            // From the outside inwards, d = ±3½ first. r^∓4½ G = r^∓½ A⁴ p⁴ G with A = exp(1/2s²), p = r^∓1 / A and G that of 4½.
            var distance = Before + 0.5 - i;
            var fall = Elementary.Exp(-distance * distance * halfInverseVariance);
            var fold = cubic[i] * Elementary.Exp((i + 1 - 20.25) * halfInverseVariance);
            _exactFalls[i] = _exactFalls[Taps - 1 - i] = fall;
            _falls[i] = _falls[Taps - 1 - i] = (float)fall;
            _folds[i] = _folds[Taps - 1 - i] = (float)fold;
            _foldsPerFall[i] = _foldsPerFall[Taps - 1 - i] = (float)(fold / fall);
        }

        _firstMiddle = Math.Max(0, (_cells - MiddleCells) / 2);
        _lastMiddle = Math.Min(_cells - 1, _firstMiddle + MiddleCells - 1);
        _copies = Copies();
        _sums = Interpolation.Powers(square => ActivationSum(square, halfInverseVariance), 0, 0.25);
        _poured = new AlignedNumbers<double>(RowCount * RowStride);
        _borderActivations = BorderActivations(halfInverseVariance);
        _tally = new VisitTally(RowCount);
        _totals = Totals();
        _rows = new AlignedNumbers<float>((RowCount + Padding) * Taps);
        _columns = new AlignedNumbers<float>((_cells + Padding) * Taps);
        _strip = new float[_cells + Padding];
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

    private bool Exists(int centre) => (uint)centre < (uint)Grid.Centres;

    private float[] Copies() =>
        [.. Enumerable.Range(0, MostLanes).Select(lane => lane / Tables).Select(copy => copy == 0 ? 0f : CopyOf(_firstMiddle, copy) - _firstMiddle)];

    /// <summary>The middle cells of a range.</summary>
    private CellRange? MiddleOf(CellRange range) => range.First > _lastMiddle || range.Last < _firstMiddle
        ? null : new CellRange(Math.Max(_firstMiddle, range.First), Math.Min(_lastMiddle, range.Last));

    /// <summary>The row of a middle cell that numbers of the <paramref name="copy"/>-th four add to, 0 to 3.</summary>
    private int CopyOf(int cell, int copy) => copy == 0 ? cell : _cells + BorderRows + ((copy - 1) * MiddleCells) + cell - _firstMiddle;

    // E r^−3½ times the polynomial in r that averages divide by, as the row of an inner cell has it.
    private double ActivationSum(double square, double halfInverseVariance)
    {
        var (v, sum) = (Math.Sqrt(square), 0.0);
        for (var tap = 0; tap < Taps; tap++)
        {
            var distance = tap - Before - 0.5;
            var exponent = (2 * v * distance) - square; // of E r^d
            sum += ((double)_falls[tap] + _folds[tap]) * Elementary.Exp(exponent * halfInverseVariance);
        }

        return sum;
    }

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
