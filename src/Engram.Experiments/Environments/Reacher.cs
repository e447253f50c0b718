using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;

namespace Engram.Experiments.Environments;

/// <summary>Reacher: an arm of two links in a horizontal plane brings its fingertip to a point by two torques.</summary>
/// <remarks>
/// <para>Equations: M(q) q̈ = 200 u − q̇ − c(q, q̇) with u in [−1, 1]², in two substeps of 0.01 s by semi-implicit Euler (q̇ first, then q with the new
/// q̇). Links of length 0.1 m are capsules of radius 0.01 m and density 1000 kg/m³, 0.0356 kg each; each joint has an armature of 1 kg m², which
/// outweighs them by far, and a damping of 1 Nm s/rad. The fingertip lies 0.11 m beyond the elbow.</para>
/// <para>Observation, 11 rows: cos q₁, cos q₂, sin q₁, sin q₂, goal x, y (m), q̇₁, q̇₂ (rad/s), fingertip − goal x, y, z (m; z is 0).
/// Reward: −‖fingertip − goal‖ − ‖u‖² with the state after the step and the clipped u. Episodes have 50 steps and never end early.</para>
/// <para>Start, from the stream <c>arm k</c>: q uniform on ±0.1 rad, q̇ on ±0.005 rad/s, goal uniform in the disc of 0.2 m.</para>
/// <para>Source of geometry, constants, observation and start: the public MuJoCo benchmark Reacher. Departures: semi-implicit Euler instead of
/// Runge–Kutta; the elbow's soft limit at ±3 rad is a stop without rebound; the fingertip's 4 g are left out; the reward looks at the state after the
/// step, as its later versions do.</para>
/// </remarks>
public sealed class Reacher : IEnvironment
{
    private const double LinkLength = 0.1;
    private const double TipLength = 0.11;
    private const double LinkMass = 0.035604717;     // density · (π r² l + 4/3 π r³)
    private const double LinkInertia = 3.9175e-5;    // about the centre, across the capsule
    private const double Armature = 1;
    private const double Damping = 1;
    private const double Gear = 200;
    private const double TimeStep = 0.01;
    private const int Substeps = 2;
    private const double ElbowLimit = 3;
    private const double StartAngle = 0.1;
    private const double StartSpeed = 0.005;
    private const double GoalRadius = 0.2;

    private const int Rows = 11;
    private readonly RandomStream[] chance;
    private readonly float[] observation;
    private readonly float[] angles;
    private readonly float[] distance;
    private readonly float[] running;

    /// <summary>Arms at the start of their first episode.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where starts and goals come from; arm k takes the split <c>arm k</c>.</param>
    public Reacher(int count, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentNullException.ThrowIfNull(random);
        chance = [.. Enumerable.Range(0, count).Select(arm => random.Split($"arm {arm}"))];
        (observation, angles, distance, running) = (new float[Rows * count], new float[2 * count], new float[count], new float[count]);
        Array.Fill(running, 1);
        Reset();
    }

    /// <inheritdoc/>
    public int Count => running.Length;

    /// <inheritdoc/>
    public int ObservationCount => Rows;

    /// <inheritdoc/>
    public int ActionCount => 2;

    /// <inheritdoc/>
    public int Horizon => 50;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Observation => observation;

    /// <summary>1 everywhere: no episode ends early.</summary>
    public ReadOnlySpan<float> Running => running;

    /// <summary>q₁ and q₂, [2, count], rad; q₁ turns without limit.</summary>
    public ReadOnlySpan<float> Angles => angles;

    /// <summary>‖fingertip − goal‖, [count], m.</summary>
    public ReadOnlySpan<float> Distance => distance;

    /// <inheritdoc/>
    public void Reset()
    {
        for (var arm = 0; arm < Count; arm++)
        {
            var stream = chance[arm];
            angles[arm] = (float)stream.NextUniform(-StartAngle, StartAngle);
            angles[Count + arm] = (float)stream.NextUniform(-StartAngle, StartAngle);
            this[Row.Speed1, arm] = (float)stream.NextUniform(-StartSpeed, StartSpeed);
            this[Row.Speed2, arm] = (float)stream.NextUniform(-StartSpeed, StartSpeed);
            double x, y;
            do
            {
                (x, y) = (stream.NextUniform(-GoalRadius, GoalRadius), stream.NextUniform(-GoalRadius, GoalRadius));
            }
            while (x * x + y * y >= GoalRadius * GoalRadius);
            (this[Row.GoalX, arm], this[Row.GoalY, arm]) = ((float)x, (float)y);
        }

        var kernel = Kernel([], [], moves: false);
        ColumnBlocks.Run<float, ArmKernel>(ref kernel, Count, VectorWidths.Widest);
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<float> action, Span<float> reward) => Step(action, reward, VectorWidths.Widest);

    internal void Step(ReadOnlySpan<float> action, Span<float> reward, VectorWidth width)
    {
        EnvironmentSpans.Require(this, action, reward);
        var kernel = Kernel(action, reward, moves: true);
        ColumnBlocks.Run<float, ArmKernel>(ref kernel, Count, width);
    }

    private ref float this[Row row, int arm] => ref observation[(int)row * Count + arm];

    private ArmKernel Kernel(ReadOnlySpan<float> action, Span<float> reward, bool moves) => new()
    {
        Count = Count, Moves = moves,
        Observation = ref observation[0], Angles = ref angles[0], Distance = ref distance[0],
        Action = ref MemoryMarshal.GetReference(action), Reward = ref MemoryMarshal.GetReference(reward),
    };

    private enum Row
    {
        Cos1,
        Cos2,
        Sin1,
        Sin2,
        GoalX,
        GoalY,
        Speed1,
        Speed2,
        ToGoalX,
        ToGoalY,
    }

    private ref struct ArmKernel : IColumnKernel<float>
    {
        private const double Half = LinkLength / 2;

        // M = [first + 2 coupling cos q₂, second + coupling cos q₂; …, second], with the armature on its diagonal.
        private const float Coupling = (float)(LinkMass * LinkLength * Half);
        private const float Second = (float)(LinkInertia + LinkMass * Half * Half);
        private const float SecondDiagonal = (float)(Armature + LinkInertia + LinkMass * Half * Half);
        private const float FirstDiagonal = (float)(Armature + 2 * LinkInertia + LinkMass * (2 * Half * Half + LinkLength * LinkLength));

        public int Count;
        public bool Moves;
        public ref float Observation;
        public ref float Angles;
        public ref float Distance;
        public ref readonly float Action;
        public ref float Reward;

        public readonly void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var (q1, q2) = (TLanes.Load(in Angles, column), TLanes.Load(in Angles, Count + column));
            var cost = TLanes.Broadcast(0);
            if (Moves)
            {
                var (u1, u2) = (Clipped(TLanes.Load(in Action, column)), Clipped(TLanes.Load(in Action, Count + column)));
                cost = TLanes.FusedMultiplyAdd(u1, u1, u2 * u2);
                (q1, q2) = Move(q1, q2, u1, u2, column);
            }

            Show(q1, q2, cost, column);
        }

        [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
        private readonly (TLanes Q1, TLanes Q2) Move<TLanes>(TLanes q1, TLanes q2, TLanes u1, TLanes u2, int column)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var (v1, v2) = (Load<TLanes>(Row.Speed1, column), Load<TLanes>(Row.Speed2, column));
            var (sin, cos) = (Load<TLanes>(Row.Sin2, column), Load<TLanes>(Row.Cos2, column));
            var (gear, damping, step, coupling) = (
                TLanes.Broadcast((float)Gear), TLanes.Broadcast((float)Damping), TLanes.Broadcast((float)TimeStep), TLanes.Broadcast(Coupling));
            var (limit, zero) = (TLanes.Broadcast((float)ElbowLimit), TLanes.Broadcast(0));
            for (var substep = 0; substep < Substeps; substep++)
            {
                if (substep > 0)
                {
                    (sin, cos) = SingleFunctions.SinCos(q2);
                }

                var bend = coupling * cos;
                var swing = coupling * sin;
                var m11 = TLanes.FusedMultiplyAdd(TLanes.Broadcast(2), bend, TLanes.Broadcast(FirstDiagonal));
                var m12 = TLanes.Broadcast(Second) + bend;
                var m22 = TLanes.Broadcast(SecondDiagonal);
                var left1 = TLanes.FusedMultiplyAdd(swing, v2 * (v1 + v1 + v2), TLanes.FusedMultiplySubtractFrom(damping, v1, gear * u1));
                var left2 = TLanes.FusedMultiplySubtractFrom(swing, v1 * v1, TLanes.FusedMultiplySubtractFrom(damping, v2, gear * u2));
                var scale = step / TLanes.FusedMultiplySubtractFrom(m12, m12, m11 * m22);
                v1 = TLanes.FusedMultiplyAdd(scale, TLanes.FusedMultiplySubtractFrom(m12, left2, m22 * left1), v1);
                v2 = TLanes.FusedMultiplyAdd(scale, TLanes.FusedMultiplySubtractFrom(m12, left1, m11 * left2), v2);
                q1 = TLanes.FusedMultiplyAdd(step, v1, q1);
                q2 = TLanes.FusedMultiplyAdd(step, v2, q2);

                // The stop takes the speed that brought the elbow beyond it.
                v2 = TLanes.WhereLess(limit, q2, zero, TLanes.WhereLess(q2, -limit, zero, v2));
                q2 = TLanes.WhereLess(limit, q2, limit, TLanes.WhereLess(q2, -limit, -limit, q2));
            }

            q1.Store(ref Angles, column);
            q2.Store(ref Angles, Count + column);
            Store(v1, Row.Speed1, column);
            Store(v2, Row.Speed2, column);
            return (q1, q2);
        }

        [MethodImpl(MethodImplOptions.NoInlining)] // see IColumnKernel
        private readonly void Show<TLanes>(TLanes q1, TLanes q2, TLanes cost, int column)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var (sin1, cos1) = SingleFunctions.SinCos(q1);
            var (sin2, cos2) = SingleFunctions.SinCos(q2);
            var (upper, lower) = (TLanes.Broadcast((float)LinkLength), TLanes.Broadcast((float)TipLength));

            // The fingertip: l₁ (cos q₁, sin q₁) + l₂ (cos (q₁ + q₂), sin (q₁ + q₂)).
            var cosBoth = TLanes.FusedMultiplySubtractFrom(sin1, sin2, cos1 * cos2);
            var sinBoth = TLanes.FusedMultiplyAdd(sin1, cos2, cos1 * sin2);
            var x = TLanes.FusedMultiplyAdd(lower, cosBoth, upper * cos1) - Load<TLanes>(Row.GoalX, column);
            var y = TLanes.FusedMultiplyAdd(lower, sinBoth, upper * sin1) - Load<TLanes>(Row.GoalY, column);
            var far = TLanes.SquareRoot(TLanes.FusedMultiplyAdd(x, x, y * y));
            Store(cos1, Row.Cos1, column);
            Store(cos2, Row.Cos2, column);
            Store(sin1, Row.Sin1, column);
            Store(sin2, Row.Sin2, column);
            Store(x, Row.ToGoalX, column);
            Store(y, Row.ToGoalY, column);
            far.Store(ref Distance, column);
            if (Moves)
            {
                (-(far + cost)).Store(ref Reward, column);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly TLanes Load<TLanes>(Row row, int column)
            where TLanes : struct, ILanes<TLanes, float> => TLanes.Load(in Observation, (nint)row * Count + column);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Store<TLanes>(TLanes value, Row row, int column)
            where TLanes : struct, ILanes<TLanes, float> => value.Store(ref Observation, (nint)row * Count + column);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Clipped<TLanes>(TLanes u)
            where TLanes : struct, ILanes<TLanes, float>
        {
            var one = TLanes.Broadcast(1);
            return TLanes.WhereLess(one, u, one, TLanes.WhereLess(u, -one, -one, u));
        }
    }
}
