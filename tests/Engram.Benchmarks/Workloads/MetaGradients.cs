using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>W3: a meta-gradient of MAML (Finn, Abbeel, Levine, ICML 2017): sinusoids, a network 1-40-40-1 with tanh, one step of adaptation.</summary>
internal sealed class MetaGradients : IWorkloadFamily
{
    private const int Tasks = 25;
    private const int Points = 10;
    private const float Rate = 0.01f;

    // Per point: two for each weight forward, four backward; forward and backward for both halves, and for the second order both again through the inner one.
    private const double Once = Tasks * Points * 2.0 * (40 + 1600 + 40);
    private const double SecondOrder = 12 * Once;
    private const double FirstOrder = 6 * Once;

    public string Group => "W3";

    public IEnumerable<Workload> Workloads =>
    [
        Of("second-batched", "second", SecondOrder, new Goal { Microseconds = 170, AgainstBest = 7, AgainstNatural = 40 }, static () => new Batched(true)),
        Of("second-loop", "second", SecondOrder, new Goal { Microseconds = 170, AgainstBest = 7, AgainstNatural = 40 }, static () => new Loop(true)),
        Of("first-batched", "first", FirstOrder, new Goal { Microseconds = 85 }, static () => new Batched(false)),
        Of("first-loop", "first", FirstOrder, new Goal { Microseconds = 85 }, static () => new Loop(false)),
    ];

    private static Workload Of(string name, string order, double flops, Goal goal, Func<IJob> setUp) =>
        new($"maml-{name}", $"a meta-gradient of 25 tasks, {order} order, {(name.EndsWith("loop", StringComparison.Ordinal) ? "task after task" : "all tasks at once")}", goal, setUp)
        {
            Peer = $"maml-{order}", Flops = flops,
        };

    /// <summary>What both ways of doing it work on.</summary>
    private sealed class Problem
    {
        public static readonly Shape[] Shapes = [new(1, 40), new(40), new(40, 40), new(40), new(40, 1), new(1)];
        private static readonly string[] Names = ["w1", "b1", "w2", "b2", "w3", "b3"];
        private static readonly double[] Deviations = [1, 0.1, 0.16, 0.1, 0.16, 0.1];

        public float[] Parameters { get; } = [.. Shapes.SelectMany((shape, index) => Drawn.Normal(Names[index], shape.Count, Deviations[index]))];

        public float[] X { get; } = Drawn.Uniform("x", Tasks * Points, -5, 5);

        public float[] Y { get; } = Drawn.Normal("y", Tasks * Points);

        public float[] TestX { get; } = Drawn.Uniform("x test", Tasks * Points, -5, 5);

        public float[] TestY { get; } = Drawn.Normal("y test", Tasks * Points);

        public SafeTensorsFile Inputs()
        {
            var file = Named(Parameters).Add<float>("rate", [Rate]);
            foreach (var (name, numbers) in new[] { ("x", X), ("y", Y), ("x test", TestX), ("y test", TestY) }) file.Add<float>(name, numbers, [Tasks, Points, 1]);
            return file.Build();
        }

        public static SafeTensorsBuilder Named(float[] flat)
        {
            var (file, from) = (new SafeTensorsBuilder(), 0);
            for (var index = 0; index < Shapes.Length; from += Shapes[index++].Count)
            {
                var shape = Shapes[index];
                file.Add<float>(Names[index], flat.AsSpan(from, shape.Count), shape.Rank == 1 ? [shape[0]] : [shape[0], shape[1]]);
            }
            return file;
        }
    }

    private sealed class Loop(bool secondOrder) : IJob
    {
        private static readonly Shape Column = new(Points, 1);

        private readonly Problem _problem = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _sum = new float[1761];

        public SafeTensorsFile Inputs => _problem.Inputs();

        public void Run()
        {
            _sum.AsSpan().Clear();
            for (var task = 0; task < Tasks; task++)
            {
                _tape.Clear();
                var p = _tape.BorrowedVariables(_problem.Parameters, Problem.Shapes);
                var gradients = Gradient.Of(Loss(_problem.X, _problem.Y, task, p), p, createGraph: secondOrder);
                var adapted = p.AddScaled(gradients, -Rate);
                Gradient.AddTo(Gradient.Of(Loss(_problem.TestX, _problem.TestY, task, adapted), p), _sum);
            }

            _tape.Kernels.Combine(Binary.Multiply, _sum, 1, [1f / Tasks], 0, _sum);
        }

        public SafeTensorsFile Results() => Problem.Named(_sum).Build();

        private Tensor<float> Loss(float[] x, float[] y, int task, ReadOnlySpan<Tensor<float>> p) => _tape
            .Constant(x.AsSpan(task * Points, Points), Column)
            .Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh).Linear(p[4], p[5])
            .MeanSquaredError(_tape.Constant(y.AsSpan(task * Points, Points), Column));
    }

    private sealed class Batched(bool secondOrder) : IJob
    {
        private static readonly Shape Points3 = new(Tasks, Points, 1);

        private readonly Problem _problem = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _gradient = new float[1761];

        public SafeTensorsFile Inputs => _problem.Inputs();

        public void Run()
        {
            _tape.Clear();
            var p = _tape.Variables(_problem.Parameters, Problem.Shapes);
            Adapted own = default; // one copy of the parameters for each task, so that each has its own gradient
            for (var index = 0; index < p.Length; index++)
            {
                var shape = p[index].Shape;
                own[index] = p[index].BroadcastTo(shape.Rank == 2 ? new Shape(Tasks, shape[0], shape[1]) : new Shape(Tasks, shape[0]));
            }

            var gradients = Gradient.Of(Loss(_problem.X, _problem.Y, own), own, createGraph: secondOrder);
            var adapted = ((ReadOnlySpan<Tensor<float>>)own).AddScaled(gradients, -Rate);
            var loss = Loss(_problem.TestX, _problem.TestY, adapted) * (1f / Tasks);
            Gradient.CopyTo(Gradient.Of(loss, p), _gradient);
        }

        public SafeTensorsFile Results() => Problem.Named(_gradient).Build();

        // The sum over tasks of the mean over points: the tasks have nothing to do with each other.
        private Tensor<float> Loss(float[] x, float[] y, ReadOnlySpan<Tensor<float>> p) => _tape
            .Constant(x, Points3)
            .Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh).Linear(p[4], p[5])
            .MeanSquaredError(_tape.Constant(y, Points3)) * Tasks;
    }

    /// <summary>Six tensors on the stack.</summary>
    [System.Runtime.CompilerServices.InlineArray(6)]
    private struct Adapted
    {
        private Tensor<float> _first;
    }
}
