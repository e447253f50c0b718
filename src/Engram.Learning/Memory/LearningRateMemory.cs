using System.Numerics;
using System.Runtime.InteropServices;
using Engram.Learning.Optimizers;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Memory;

/// <summary>A memory of learning rates: which step size served well for which partial derivative, learned while it is used.</summary>
/// <remarks>
/// M local constant models with Gaussian kernels on a grid over [−g, g]. Each step, two successive gradients tell where the recalled rates were
/// too small (the gradients agree) or too large (they oppose), the models active at the previous gradient are moved, and a rate for every
/// coordinate is recalled at the present one.
/// <para>Source: Meier, Kappler, Schaal, "Online learning of a memory for learning rates", ICRA 2018, arXiv:1709.06709, section III, Algorithm 1,
/// eqs. 8 to 13. As in the authors' published code the kernels' width is half a spacing, and rates are kept within bounds; the text of
/// section III.A has the sign of a flip reversed against its own eq. 8, and eq. 8 is what is done here.</para>
/// <para>Signals in double precision cost O(D K) instead of the paper's O(D M): kernels whose share is below 1e-16 are left out
/// (<see cref="GaussianGrid"/>). Signals in single precision, a network's gradients, cost O(D) where <see cref="FastGaussTransform"/> serves the width
/// and θ is moved by gradient descent: within 1e-6 of dense sums in double precision. Other updaters divide the evidence by its own size, which makes
/// even the last digit count: for them single precision is widened. θ is in double precision always.
/// Arithmetic has one fixed order, so that the same gradients give the same bits on every machine. Not thread-safe.</para>
/// </remarks>
public sealed partial class LearningRateMemory
{
    // The update is summed over chunks of coordinates, chunks in order: part of the specification, so that chunks may one day run side by side.
    private const int ChunkLength = 4096;
    private const int BlockLength = LocalModels.BlockLength;

    private readonly GaussianGrid _grid;
    private readonly LocalModels _models;
    private readonly Optimizer<double> _updater; // of θ
    private readonly VectorWidth _width;
    private readonly PastSignal _signal;
    private int _clipped;       // coordinates of the step under way that were clipped
    private bool _started;      // whether there was a step, hence a previous gradient

    /// <summary>A new memory, which recalls the initial rate everywhere.</summary>
    /// <param name="name">The parameter group it belongs to; names its tensors in checkpoints.</param>
    /// <param name="dimension">D, coordinates that share it.</param>
    /// <param name="options">Its settings; validated here.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of range.</exception>
    public LearningRateMemory(string name, int dimension, LearningRateMemoryOptions options)
        : this(name, dimension, options, VectorWidths.Widest)
    {
    }

    internal LearningRateMemory(string name, int dimension, LearningRateMemoryOptions options, VectorWidth width)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Name = name;
        Options = options;
        _grid = new GaussianGrid(options.Centres, options.GradientBound, options.RelativeWidth);
        _updater = new Optimizer<double>(options.Updater.Create<double>(options.Centres));
        _models = new LocalModels(_grid, options.InitialRate);
        _signal = new PastSignal(dimension);
        _isServed = FastGaussTransform.Serves(_grid) && options.Updater is GradientDescentOptions;
        _width = width;
    }

    /// <summary>The parameter group it belongs to.</summary>
    public string Name { get; }

    /// <summary>Its settings.</summary>
    public LearningRateMemoryOptions Options { get; }

    /// <summary>D, coordinates that share it.</summary>
    public int Dimension => _signal.Length;

    /// <summary>θ, [M]: the rate of each local model, in parameter per gradient.</summary>
    public ReadOnlySpan<double> Theta => _models.Values;

    /// <summary>
    /// How often each local model was the nearest to a gradient that taught it, [M], summed over coordinates and steps, earlier tasks included.
    /// </summary>
    public ReadOnlySpan<long> Visits => _models.Visits;

    /// <summary>How many updates θ has had, earlier tasks included.</summary>
    public long Updates { get; private set; }

    /// <summary>What the last step recalled.</summary>
    public RateStatistics LastStep { get; private set; } = RateStatistics.None;

    /// <summary>z, [D]: the signal of the last step, clipped to [−g, g]; zero before the first.</summary>
    public ReadOnlySpan<double> LastSignal => _signal.PastDouble;

    /// <summary>c_m, where local model <paramref name="index"/> sits, in the unit of the gradient.</summary>
    public double CentreAt(int index) => _grid.CentreAt(index);

    /// <summary>One step: learns from this signal and the one before, then recalls a rate for every coordinate.</summary>
    /// <param name="signal">The gradient, or what stands for it, [D]; clipped here. ±∞ is clipped like any large number.</param>
    /// <param name="rates">Receives η, [D], within the bounds of the options.</param>
    /// <remarks>Order as in Algorithm 1: θ is updated before the rates are recalled. O(D K); allocates nothing.</remarks>
    /// <exception cref="ArgumentException">A length is not D, or the signal has a NaN; nothing has changed then.</exception>
    public void Step(ReadOnlySpan<double> signal, Span<double> rates) => Step<double>(signal, rates);

    /// <summary>One step on a single-precision signal.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{double}, Span{double})"/>
    public void Step(ReadOnlySpan<float> signal, Span<float> rates) => Step<float>(signal, rates);

    private void Step<T>(ReadOnlySpan<T> signal, Span<T> rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (signal.Length != Dimension || rates.Length != Dimension)
        {
            throw new ArgumentException(
                $"Memory '{Name}' serves {Dimension} coordinates; given were {signal.Length} gradients and room for {rates.Length} rates.", nameof(signal));
        }

        Prepare(signal);
        StepPrepared(rates, signal, [], subtract: false);
    }

    /// <summary>The rate recalled for one gradient: the curve to draw. Changes nothing.</summary>
    /// <param name="gradient">z; clipped to [−g, g].</param>
    /// <exception cref="ArgumentException">The gradient is NaN.</exception>
    public double Recall(double gradient)
    {
        if (double.IsNaN(gradient))
        {
            throw new ArgumentException("No rate can be recalled for NaN.", nameof(gradient));
        }

        Span<double> number = [Math.Clamp(gradient, -Options.GradientBound, Options.GradientBound)];
        var extent = RateExtent.Empty;
        _models.Average(number, number, ref extent);
        return number[0];
    }

    /// <summary>The first half of a step: clips the signal and refuses it if it has a NaN. Nothing that counts changes.</summary>
    internal void Prepare<T>(ReadOnlySpan<T> signal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool hasNaN;
        if (typeof(T) == typeof(float) && Transform is { } transform)
        {
            hasNaN = !transform.TryClip(
                MemoryMarshal.Cast<T, float>(signal), _signal.PresentSingle, out _clipped, out _presentRange, _width);
        }
        else
        {
            var present = _signal.PresentDouble;
            for (var index = 0; index < signal.Length; index++)
            {
                present[index] = double.CreateTruncating(signal[index]);
            }

            _clipped = Clipping.ByValue(present, Options.GradientBound, present, out hasNaN, _width);
        }

        if (!hasNaN)
        {
            return;
        }

        var coordinate = 0;
        while (!T.IsNaN(signal[coordinate]))
        {
            coordinate++;
        }

        throw new ArgumentException(
            $"The gradient of coordinate {coordinate} of group '{Name}' is NaN. "
            + "The step was refused and nothing changed: the loss has diverged before it.", nameof(signal));
    }

    /// <summary>The second half of a step.</summary>
    /// <param name="rates">Receives η, [D].</param>
    /// <param name="direction">Where to go, [D]; clipped here as the signal is.</param>
    /// <param name="target">Receives η × direction, [D], or has it subtracted; or empty.</param>
    /// <param name="subtract">Which of the two.</param>
    internal void StepPrepared<T>(Span<T> rates, ReadOnlySpan<T> direction, Span<T> target, bool subtract)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        _models.Evidence.Clear();
        if (typeof(T) == typeof(float) && Transform is { } transform)
        {
            Pour(transform);
            Update();
            Recall(
                transform, MemoryMarshal.Cast<T, float>(rates), MemoryMarshal.Cast<T, float>(direction), MemoryMarshal.Cast<T, float>(target), subtract);
            _signal.Advance(inSingle: true);
            return;
        }

        Pour();
        Update();
        Recall(rates);
        _signal.Advance(inSingle: false);
        _places?.Forget();
        if (!target.IsEmpty)
        {
            Go(rates, direction, target, subtract);
        }
    }

    private void Go<T>(ReadOnlySpan<T> rates, ReadOnlySpan<T> direction, Span<T> target, bool subtract)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> step = stackalloc T[BlockLength];
        for (var start = 0; start < target.Length; start += BlockLength)
        {
            var part = target.Slice(start, Math.Min(BlockLength, target.Length - start));
            var way = step[..part.Length];
            Clipping.ByValue(direction.Slice(start, part.Length), T.CreateTruncating(Options.GradientBound), way, _width);
            Pointwise.Combine<T, Product<T>>(rates.Slice(start, part.Length), 1, way, 1, way, _width);
            if (subtract)
            {
                Pointwise.Combine<T, Difference<T>>(part, 1, way, 1, part, _width);
            }
            else
            {
                way.CopyTo(part);
            }
        }
    }

    private void Pour()
    {
        Span<double> agreements = stackalloc double[BlockLength];
        var past = _signal.PastDouble;
        var present = _signal.PresentDouble;
        for (var chunk = 0; chunk < Dimension; chunk += ChunkLength)
        {
            var end = Math.Min(chunk + ChunkLength, Dimension);
            for (var start = chunk; start < end; start += BlockLength)
            {
                var length = Math.Min(BlockLength, end - start);
                var previous = past.Slice(start, length);
                Agree(present.Slice(start, length), previous, agreements[..length]);
                _models.Pour(previous, agreements[..length]);
            }

            _models.Collect();
        }
    }

    /// <summary>θ follows the evidence.</summary>
    private void Update()
    {
        // Update rules descend and evidence is to be climbed: they are given its opposite.
        var theta = _models.Values;
        var evidence = _models.Evidence;
        Pointwise.Combine<double, Quotient<double>>(evidence, 1, [-Dimension], 0, evidence, _width);
        _updater.Step(theta, evidence);
        Pointwise.Combine<double, Larger<double>>(theta, 1, [Options.LowestRate], 0, theta, _width);
        Pointwise.Combine<double, Smaller<double>>(theta, 1, [Options.HighestRate], 0, theta, _width);
        Updates += _started ? 1 : 0;
        _started = true;
    }

    private void Recall<T>(Span<T> rates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> recalled = stackalloc double[BlockLength];
        var present = _signal.PresentDouble;
        var extent = RateExtent.Empty;
        for (var start = 0; start < rates.Length; start += BlockLength)
        {
            var length = Math.Min(BlockLength, rates.Length - start);
            _models.Average(present.Slice(start, length), recalled[..length], ref extent);
            for (var index = 0; index < length; index++)
            {
                rates[start + index] = T.CreateTruncating(recalled[index]);
            }
        }

        LastStep = new RateStatistics(extent.Lowest, extent.Sum / rates.Length, extent.Highest, (double)_clipped / rates.Length);
    }

    private void Agree(ReadOnlySpan<double> present, ReadOnlySpan<double> previous, Span<double> agreements)
    {
        if (Options.Signal == AgreementSignal.Product)
        {
            Clipping.Product(present, previous, 1, agreements);
            return;
        }

        for (var index = 0; index < agreements.Length; index++)
        {
            agreements[index] = Math.Sign(present[index]) * Math.Sign(previous[index]);
        }
    }
}
