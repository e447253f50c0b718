using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
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
        .. Of("second", true, SecondOrder, new Goal { Microseconds = 170, AgainstBest = 7, AgainstNatural = 40 }),
        .. Of("first", false, FirstOrder, new Goal { Microseconds = 85 }),
    ];

    private static IEnumerable<Workload> Of(string order, bool isSecond, double flops, Goal goal) =>
    [
        Of("batched", order, "all tasks at once", flops, goal, () => new Batched(isSecond)),
        Of("loop", order, "task after task", flops, goal, () => new Loop(isSecond)),
        Of("captured", order, "task after task, each a run of one captured step", flops, goal, () => new Captured(isSecond)),
    ];

    private static Workload Of(string name, string order, string way, double flops, Goal goal, Func<IJob> setUp) =>
        new($"maml-{order}-{name}", $"a meta-gradient of 25 tasks, {order} order, {way}", goal, setUp) { Peer = $"maml-{order}", Flops = flops };

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

    /// <summary>One task's part of the meta-gradient, added to the sum.</summary>
    private static void Add(Tape<float> tape, Problem problem, bool secondOrder, Lesson lesson, Lesson test, float[] sum)
    {
        var p = tape.BorrowedVariables(problem.Parameters, Problem.Shapes);
        var gradients = Gradient.Of(lesson.Loss(p), p, createGraph: secondOrder);
        var adapted = p.AddScaled(gradients, -Rate);
        Gradient.AddTo(Gradient.Of(test.Loss(adapted), p), sum);
    }

    /// <summary>Points of one task.</summary>
    private readonly record struct Lesson(Tensor<float> X, Tensor<float> Y)
    {
        public static readonly Shape Column = new(Points, 1);

        public Tensor<float> Loss(ReadOnlySpan<Tensor<float>> p) =>
            X.Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh).Linear(p[4], p[5]).MeanSquaredError(Y);
    }

    private abstract class TaskAfterTask : IJob
    {
        private readonly ManagedKernels<float> _kernels = new();

        protected Problem Problem { get; } = new();

        protected float[] Sum { get; } = new float[1761];

        public SafeTensorsFile Inputs => Problem.Inputs();

        public void Run()
        {
            Sum.AsSpan().Clear();
            for (var task = 0; task < Tasks; task++) Add(task);
            _kernels.Combine(Binary.Multiply, Sum, 1, [1f / Tasks], 0, Sum);
        }

        public SafeTensorsFile Results() => Problem.Named(Sum).Build();

        protected abstract void Add(int task);

        protected static ReadOnlySpan<float> Of(int task, float[] numbers) => numbers.AsSpan(task * Points, Points);
    }

    private sealed class Loop(bool secondOrder) : TaskAfterTask
    {
        private readonly Tape<float> _tape = new();

        protected override void Add(int task)
        {
            _tape.Clear();
            MetaGradients.Add(_tape, Problem, secondOrder, Lesson(task, Problem.X, Problem.Y), Lesson(task, Problem.TestX, Problem.TestY), Sum);
        }

        private Lesson Lesson(int task, float[] x, float[] y) =>
            new(_tape.Constant(Of(task, x), MetaGradients.Lesson.Column), _tape.Constant(Of(task, y), MetaGradients.Lesson.Column));
    }

    private sealed class Captured : TaskAfterTask
    {
        private readonly float[][] _points = [new float[Points], new float[Points], new float[Points], new float[Points]];
        private readonly CapturedStep<float> _step;

        public Captured(bool secondOrder) => _step = new CapturedStep<float>(tape =>
            MetaGradients.Add(tape, Problem, secondOrder, Lesson(tape, _points[0], _points[1]), Lesson(tape, _points[2], _points[3]), Sum));

        protected override void Add(int task)
        {
            Of(task, Problem.X).CopyTo(_points[0]);
            Of(task, Problem.Y).CopyTo(_points[1]);
            Of(task, Problem.TestX).CopyTo(_points[2]);
            Of(task, Problem.TestY).CopyTo(_points[3]);
            _step.Run();
        }

        private static Lesson Lesson(Tape<float> tape, float[] x, float[] y) =>
            new(tape.Borrowed(x, MetaGradients.Lesson.Column), tape.Borrowed(y, MetaGradients.Lesson.Column));
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
