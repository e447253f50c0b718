using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Experiments.Environments;

/// <summary>Where a <see cref="PointMass"/> starts, and what a world is.</summary>
public sealed record PointMassSettings
{
    /// <summary>Half the side of the square that goals are drawn from, m. Default 0.5.</summary>
    [Range(0.01, 100)] public double HalfSide { get; init; } = 0.5;

    /// <summary>Whether starts are drawn from the square as well; else a point starts in the middle. Default no.</summary>
    public bool RandomStart { get; init; }
}

/// <summary>A point in a plane that is moved by its velocity and looks for a goal it does not see.</summary>
/// <remarks>
/// <para>Equations: p′ = p + a, the action a clipped to ±0.1 in each coordinate. Observation, 2 rows: p. Reward: −‖p′ − goal‖. An episode ends early when
/// both coordinates of p′ − goal are smaller than 0.01; the point then stays where it is. Episodes have 100 steps.</para>
/// <para>Each point draws its episodes' start (if random) and goal, x and y, from the stream <c>point k</c>. A task of meta-learning keeps its goal over
/// episodes: <see cref="SetGoal"/>.</para>
/// <para>Source: the two-dimensional navigation of Finn, Abbeel, Levine, "Model-agnostic meta-learning", ICML 2017, as its published code has it.</para>
/// </remarks>
public sealed class PointMass : IEnvironment
{
    /// <summary>The largest step along each axis.</summary>
    public const float LargestStep = 0.1f;

    /// <summary>So near in both coordinates is there.</summary>
    public const float Near = 0.01f;

    private readonly PointMassSettings settings;
    private readonly RandomStream[] chance;
    private readonly float[] positions;
    private readonly float[] goals;
    private readonly float[] running;
    private readonly bool[] goalIsSet;

    /// <summary>Points at the start of their first episode.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where starts and goals come from; point k takes the split <c>point k</c>.</param>
    /// <param name="settings">Where points and goals are; the defaults if left out.</param>
    /// <exception cref="ValidationException">A setting is out of range.</exception>
    public PointMass(int count, RandomStream random, PointMassSettings? settings = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentNullException.ThrowIfNull(random);
        this.settings = settings ?? new();
        Validator.ValidateObject(this.settings, new(this.settings), validateAllProperties: true);
        chance = [.. Enumerable.Range(0, count).Select(point => random.Split($"point {point}"))];
        (positions, goals, running, goalIsSet) = (new float[2 * count], new float[2 * count], new float[count], new bool[count]);
        Reset();
    }

    /// <inheritdoc/>
    public int Count => running.Length;

    /// <inheritdoc/>
    public int ObservationCount => 2;

    /// <inheritdoc/>
    public int ActionCount => 2;

    /// <inheritdoc/>
    public int Horizon => 100;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observation => positions;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Running => running;

    /// <summary>Where the goals are, [2, count].</summary>
    public ReadOnlySpan<float> Goals => goals;

    /// <summary>Gives a point a goal that stays over episodes.</summary>
    /// <param name="point">0 to count − 1.</param>
    /// <param name="x">Its place, m.</param>
    /// <param name="y">Its place, m.</param>
    public void SetGoal(int point, float x, float y)
    {
        (goals[point], goals[Count + point], goalIsSet[point]) = (x, y, true);
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Fill(running, 1);
        Array.Clear(positions);
        for (var point = 0; point < Count; point++)
        {
            if (settings.RandomStart)
            {
                Draw(positions, point);
            }

            if (!goalIsSet[point])
            {
                Draw(goals, point);
            }
        }
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> action, Span<float> reward) => Step(action, reward, VectorWidths.Widest);

    internal void Step(ReadOnlySpan<float> action, Span<float> reward, VectorWidth width)
    {
        EnvironmentSpans.Require(this, action, reward);
        var kernel = new PointKernel
        {
            Count = Count, Positions = ref positions[0], Goals = ref goals[0], Running = ref running[0],
            Action = ref MemoryMarshal.GetReference(action), Reward = ref MemoryMarshal.GetReference(reward),
        };
        ColumnBlocks.Run<float, PointKernel>(ref kernel, Count, width);
    }

    private void Draw(float[] target, int point)
    {
        target[point] = (float)chance[point].NextUniform(-settings.HalfSide, settings.HalfSide);
        target[Count + point] = (float)chance[point].NextUniform(-settings.HalfSide, settings.HalfSide);
    }

    private ref struct PointKernel : IColumnKernel<float>
    {
        public int Count;
        public ref float Positions;
        public ref readonly float Goals;
        public ref float Running;
        public ref readonly float Action;
        public ref float Reward;

        [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
        public readonly void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var (zero, near) = (TLanes.Broadcast(0), TLanes.Broadcast(Near));
            var runs = TLanes.Load(in Running, column);
            var x = Moved(TLanes.Load(in Positions, column), TLanes.Load(in Action, column), runs);
            var y = Moved(TLanes.Load(in Positions, Count + column), TLanes.Load(in Action, Count + column), runs);
            x.Store(ref Positions, column);
            y.Store(ref Positions, Count + column);
            var (dx, dy) = (x - TLanes.Load(in Goals, column), y - TLanes.Load(in Goals, Count + column));
            var far = TLanes.SquareRoot(TLanes.FusedMultiplyAdd(dx, dx, dy * dy));
            TLanes.WhereEqual(runs, zero, zero, -far).Store(ref Reward, column);
            var goesOn = TLanes.WhereLess(Magnitude(dx), near, TLanes.WhereLess(Magnitude(dy), near, zero, runs), runs);
            goesOn.Store(ref Running, column);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Moved<TLanes>(TLanes position, TLanes action, TLanes runs)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var (zero, most) = (TLanes.Broadcast(0), TLanes.Broadcast(LargestStep));
            var step = TLanes.WhereLess(most, action, most, TLanes.WhereLess(action, -most, -most, action));
            return TLanes.WhereEqual(runs, zero, position, position + step);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Magnitude<TLanes>(TLanes value)
            where TLanes : struct, ILanes<TLanes, float> => value ^ (value & TLanes.Broadcast(-0f));
    }
}
