using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Memory;

/// <summary>
/// M local constant models on a grid: evidence is poured out over the models near a gradient, and their values are averaged at one.
/// </summary>
/// <remarks>
/// Values and evidence have <see cref="GaussianGrid.Reach"/> spare places on both sides of the M real ones: the inner loops run over the border
/// without a branch, onto places whose activation is zero.
/// </remarks>
internal sealed class LocalModels(GaussianGrid grid, double initialValue)
{
    /// <summary>The most gradients one call takes.</summary>
    public const int BlockLength = GaussianGrid.BlockLength;

    private readonly double[] _values = Padded(grid, initialValue);
    private readonly double[] _poured = Padded(grid, 0);
    private readonly double[] _evidence = Padded(grid, 0);
    private readonly long[] _visits = new long[grid.Centres];
    private readonly double[] _activations = new double[grid.Taps * BlockLength];

    /// <summary>θ, [M].</summary>
    public Span<double> Values => _values.AsSpan(grid.Reach, grid.Centres);

    /// <summary>Σ a ψ, [M], of all that was poured and collected since it was cleared.</summary>
    public Span<double> Evidence => _evidence.AsSpan(grid.Reach, grid.Centres);

    /// <summary>How often each model was the nearest to a gradient whose evidence was not zero, [M].</summary>
    public Span<long> Visits => _visits;

    /// <summary>Adds a ψ(z) of each gradient to what was poured, in the order of the gradients.</summary>
    /// <param name="gradients">z, at most <see cref="BlockLength"/>, within the grid.</param>
    /// <param name="amounts">a, one for each gradient.</param>
    public void Pour(ReadOnlySpan<double> gradients, ReadOnlySpan<double> amounts)
    {
        Span<int> nearest = stackalloc int[BlockLength];
        Span<double> totals = stackalloc double[BlockLength];
        grid.Activate(gradients, nearest, _activations, totals);

        // Nothing is checked below: the nearest centre j lies on the grid (GaussianGrid's word), so j + Taps − 1 lies inside the padding.
        // Three taps a turn, because the loop is as dear as the arithmetic.
        ref var poured = ref MemoryMarshal.GetArrayDataReference(_poured);
        ref var activations = ref MemoryMarshal.GetArrayDataReference(_activations);
        ref var visits = ref MemoryMarshal.GetArrayDataReference(_visits);
        nint taps = grid.Taps;
        for (var column = 0; column < gradients.Length; column++)
        {
            ref var psi = ref Unsafe.Add(ref activations, column);
            ref var local = ref Unsafe.Add(ref poured, nearest[column]);
            var amount = amounts[column];
            nint tap = 0;
            for (; tap + 3 <= taps; tap += 3)
            {
                local += amount * psi;
                Unsafe.Add(ref local, 1) += amount * Unsafe.Add(ref psi, BlockLength);
                Unsafe.Add(ref local, 2) += amount * Unsafe.Add(ref psi, 2 * BlockLength);
                local = ref Unsafe.Add(ref local, 3);
                psi = ref Unsafe.Add(ref psi, 3 * BlockLength);
            }

            for (; tap < taps; tap++)
            {
                local += amount * psi;
                local = ref Unsafe.Add(ref local, 1);
                psi = ref Unsafe.Add(ref psi, BlockLength);
            }

            Unsafe.Add(ref visits, nearest[column]) += amount != 0 ? 1 : 0;
        }
    }

    /// <summary>Adds what was poured to the evidence, and begins to pour anew: the end of a chunk.</summary>
    public void Collect()
    {
        for (var index = 0; index < _evidence.Length; index++)
        {
            _evidence[index] += _poured[index];
        }

        _poured.AsSpan().Clear();
    }

    /// <summary>Σ ψ θ / Σ ψ at each gradient: eq. 11.</summary>
    /// <param name="gradients">z, at most <see cref="BlockLength"/>, within the grid.</param>
    /// <param name="means">Receives one mean for each gradient.</param>
    /// <param name="extent">What was averaged so far; continued.</param>
    public void Average(ReadOnlySpan<double> gradients, Span<double> means, ref RateExtent extent)
    {
        Span<int> nearest = stackalloc int[BlockLength];
        Span<double> totals = stackalloc double[BlockLength];
        grid.Activate(gradients, nearest, _activations, totals);

        // As in Pour. Three sums side by side, then (first + second) + third: an order of its own, and always the same.
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref var activations = ref MemoryMarshal.GetArrayDataReference(_activations);
        nint taps = grid.Taps;
        var (lowest, highest, sum) = (extent.Lowest, extent.Highest, extent.Sum);
        for (var column = 0; column < gradients.Length; column++)
        {
            ref var psi = ref Unsafe.Add(ref activations, column);
            ref var local = ref Unsafe.Add(ref values, nearest[column]);
            var (first, second, third) = (0.0, 0.0, 0.0);
            nint tap = 0;
            for (; tap + 3 <= taps; tap += 3)
            {
                first += psi * local;
                second += Unsafe.Add(ref psi, BlockLength) * Unsafe.Add(ref local, 1);
                third += Unsafe.Add(ref psi, 2 * BlockLength) * Unsafe.Add(ref local, 2);
                local = ref Unsafe.Add(ref local, 3);
                psi = ref Unsafe.Add(ref psi, 3 * BlockLength);
            }

            for (; tap < taps; tap++)
            {
                first += psi * local;
                local = ref Unsafe.Add(ref local, 1);
                psi = ref Unsafe.Add(ref psi, BlockLength);
            }

            var mean = (first + second + third) / totals[column];
            means[column] = mean;
            lowest = double.MinNative(lowest, mean); // one instruction; differs from Min only for NaN and the sign of zero, which no rate is
            highest = double.MaxNative(highest, mean);
            sum += mean;
        }

        extent = new RateExtent(lowest, highest, sum);
    }

    private static double[] Padded(GaussianGrid grid, double value)
    {
        var padded = new double[grid.Centres + (2 * grid.Reach)];
        padded.AsSpan(grid.Reach, grid.Centres).Fill(value);
        return padded;
    }
}
