using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>W4: a learned optimizer (Andrychowicz et al., NeurIPS 2016): two LSTM cells of 20 units and a line, for each of 7,771 coordinates.</summary>
internal sealed class LearnedOptimizers : IWorkloadFamily
{
    private const int Coordinates = 7771;
    private const int Features = 2;
    private const int Units = 20;
    private const int Layers = 2;
    private const int Steps = 20;
    private const double ForwardFlops = Coordinates * 2.0 * ((4 * Units * (Features + (3 * Units))) + Units);

    public string Group => "W4";

    public IEnumerable<Workload> Workloads =>
    [
        new("lstm-forward", "one proposal for 7,771 coordinates", new Goal { Microseconds = 650 }, static () => new Forward()) { Flops = ForwardFlops },
        new("lstm-unroll", "20 steps and the gradient of the optimizer's weights", new Goal { Microseconds = 120_000 }, static () => new Unroll())
        {
            Flops = 3 * Steps * ForwardFlops,
        },
    ];

    /// <summary>The optimizer and what it sees.</summary>
    private sealed class Problem
    {
        public static readonly Shape[] Shapes =
            [new(Features, 4 * Units), new(Units, 4 * Units), new(4 * Units), new(Units, 4 * Units), new(Units, 4 * Units), new(4 * Units), new(Units, 1), new(1)];

        private static readonly string[] Names = ["w0", "u0", "b0", "w1", "u1", "b1", "out", "out bias"];

        public float[] Parameters { get; } = [.. Shapes.SelectMany((shape, index) => Drawn.Normal(Names[index], shape.Count, 0.2))];

        public float[] X { get; } = Drawn.Normal("features", Steps * Coordinates * Features);

        public float[] V { get; } = Drawn.Normal("later gradients", Steps * Coordinates, 0.01);

        public float[][] Start { get; } = [.. new[] { "h0", "c0", "h1", "c1" }.Select(name => Drawn.Normal(name, Coordinates * Units, 0.3))];

        public SafeTensorsFile Inputs()
        {
            var file = Named(Parameters).Add<float>("x", X, [Steps, Coordinates, Features]).Add<float>("v", V, [Steps, Coordinates, 1]);
            for (var layer = 0; layer < Layers; layer++)
            {
                file.Add<float>($"h{layer}", Start[2 * layer], [Coordinates, Units]).Add<float>($"c{layer}", Start[(2 * layer) + 1], [Coordinates, Units]);
            }
            return file.Build();
        }

        public LstmState<float> StateOf(int layer, Tape<float> tape) => new(
            tape.Constant(Start[2 * layer], new Shape(Coordinates, Units)), tape.Constant(Start[(2 * layer) + 1], new Shape(Coordinates, Units)));

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

    private sealed class Forward : IJob
    {
        private readonly Problem _problem = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _update = new float[Coordinates];
        private readonly float[][] _states = [.. Enumerable.Range(0, 2 * Layers).Select(_ => new float[Coordinates * Units])];

        public SafeTensorsFile Inputs => _problem.Inputs();

        public void Run()
        {
            _tape.Clear();
            var flow = _tape.Constant(_problem.X.AsSpan(0, Coordinates * Features), new Shape(Coordinates, Features));
            for (int layer = 0, from = 0; layer < Layers; layer++, from += 3)
            {
                var next = flow.LstmCell(_problem.StateOf(layer, _tape), At(from), At(from + 1), At(from + 2));
                next.Hidden.CopyTo(_states[2 * layer]);
                next.Cell.CopyTo(_states[(2 * layer) + 1]);
                flow = next.Hidden;
            }

            flow.Linear(At(6), At(7)).CopyTo(_update);
        }

        public SafeTensorsFile Results()
        {
            var file = new SafeTensorsBuilder().Add<float>("update", _update, [Coordinates, 1]);
            for (var layer = 0; layer < Layers; layer++)
            {
                file.Add<float>($"h{layer}", _states[2 * layer], [Coordinates, Units]).Add<float>($"c{layer}", _states[(2 * layer) + 1], [Coordinates, Units]);
            }
            return file.Build();
        }

        // Constants: nothing is recorded, as when an optimizer is used and not trained.
        private Tensor<float> At(int index)
        {
            var from = 0;
            for (var before = 0; before < index; before++) from += Problem.Shapes[before].Count;
            return _tape.Constant(_problem.Parameters.AsSpan(from, Problem.Shapes[index].Count), Problem.Shapes[index]);
        }
    }

    private sealed class Unroll : IJob
    {
        private readonly Problem _problem = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _gradient;

        public Unroll() => _gradient = new float[_problem.Parameters.Length];

        public SafeTensorsFile Inputs => _problem.Inputs();

        public void Run()
        {
            _tape.Clear();
            var p = _tape.Variables(_problem.Parameters, Problem.Shapes);
            var (first, second) = (_problem.StateOf(0, _tape), _problem.StateOf(1, _tape));
            var loss = _tape.Constant(0f);
            for (var step = 0; step < Steps; step++)
            {
                var x = _tape.Constant(_problem.X.AsSpan(step * Coordinates * Features, Coordinates * Features), new Shape(Coordinates, Features));
                first = x.LstmCell(first, p[0], p[1], p[2]);
                second = first.Hidden.LstmCell(second, p[3], p[4], p[5]);
                var weights = _tape.Constant(_problem.V.AsSpan(step * Coordinates, Coordinates), new Shape(Coordinates, 1));
                loss += (second.Hidden.Linear(p[6], p[7]) * weights).Sum();
            }

            Gradient.CopyTo(Gradient.Of(loss, p), _gradient);
        }

        public SafeTensorsFile Results() => Problem.Named(_gradient).Build();
    }
}
