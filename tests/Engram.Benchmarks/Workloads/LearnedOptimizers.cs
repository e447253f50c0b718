using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>W4: a learned optimizer (Andrychowicz et al., NeurIPS 2016): two LSTM cells of 20 units and a line, for each of 7,771 coordinates.</summary>
internal sealed class LearnedOptimizers : IWorkloadFamily
{
    private const string Unrolled = "20 steps and the gradient of the optimizer's weights";
    private const double ForwardFlops = LearnedOptimizer.Coordinates * 2.0 * ((4 * LearnedOptimizer.Units * (LearnedOptimizer.FeatureCount + (3 * LearnedOptimizer.Units))) + LearnedOptimizer.Units);
    private const double UnrollFlops = 3 * LearnedOptimizer.Steps * ForwardFlops;

    public string Group => "W4";

    public IEnumerable<Workload> Workloads =>
    [
        new("lstm-forward", "one proposal for 7,771 coordinates", new Goal { Microseconds = 650 }, static () => new Forward()) { Flops = ForwardFlops },
        new("lstm-unroll", $"{Unrolled}, as one operation", new Goal { Microseconds = 50_000 }, static () => new Unroll()) { Flops = UnrollFlops },
        new("lstm-unroll-cells", $"{Unrolled}, cell by cell", new Goal { Microseconds = 120_000 }, static () => new UnrollOfCells()) { Peer = "lstm-unroll", Flops = UnrollFlops },
    ];

    /// <summary>As the optimizer is used once it has been learned: the state after a step takes the place of the state before it, and each step goes on from there.</summary>
    private sealed class Forward : IJob
    {
        private readonly LearnedOptimizer _optimizer = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _update = new float[LearnedOptimizer.Coordinates];
        private readonly float[] _state;

        public Forward() => _state = [.. _optimizer.State];

        public SafeTensorsFile Inputs => _optimizer.Inputs();

        public void Run()
        {
            _tape.Clear();
            var inputs = _tape.Constant(_optimizer.Features(0, 1), LearnedOptimizer.FeatureShape(1));
            var parameters = _tape.Constant(_optimizer.Parameters, new Shape(_optimizer.Parameters.Length));
            inputs.LstmScan(parameters, LearnedOptimizer.Stack, _tape.Borrowed(_state, LearnedOptimizer.StateShape), _state).CopyTo(_update);
        }

        public SafeTensorsFile Results()
        {
            var file = new SafeTensorsBuilder().Add<float>("update", _update, [LearnedOptimizer.Coordinates, 1]);
            LearnedOptimizer.AddState(file, _state);
            return file.Build();
        }
    }

    private sealed class Unroll : IJob
    {
        private readonly LearnedOptimizer _optimizer = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _gradient;

        public Unroll() => _gradient = new float[_optimizer.Parameters.Length];

        public SafeTensorsFile Inputs => _optimizer.Inputs();

        public void Run()
        {
            _tape.Clear();
            var parameters = _tape.Variable(_optimizer.Parameters, new Shape(_optimizer.Parameters.Length));
            var inputs = _tape.Constant(_optimizer.Features(0, LearnedOptimizer.Steps), LearnedOptimizer.FeatureShape(LearnedOptimizer.Steps));
            var updates = inputs.LstmScan(parameters, LearnedOptimizer.Stack, _tape.Borrowed(_optimizer.State, LearnedOptimizer.StateShape), out _);
            var weights = _tape.Constant(_optimizer.LaterGradients, new Shape(LearnedOptimizer.Steps, LearnedOptimizer.Coordinates));
            Gradient.Of(updates, weights, [parameters])[0].CopyTo(_gradient);
        }

        public SafeTensorsFile Results() => LearnedOptimizer.Named(_gradient).Build();
    }

    private sealed class UnrollOfCells : IJob
    {
        private readonly LearnedOptimizer _optimizer = new();
        private readonly Tape<float> _tape = new();
        private readonly float[] _features;
        private readonly float[] _gradient;

        public UnrollOfCells() => (_features, _gradient) = (_optimizer.FeatureRows(), new float[_optimizer.Parameters.Length]);

        public SafeTensorsFile Inputs => _optimizer.Inputs();

        public void Run()
        {
            const int Coordinates = LearnedOptimizer.Coordinates;
            _tape.Clear();
            var p = _tape.Variables(_optimizer.Parameters, LearnedOptimizer.Shapes);
            var (first, second) = (StateOf(0), StateOf(1));
            var loss = _tape.Constant(0f);
            for (var step = 0; step < LearnedOptimizer.Steps; step++)
            {
                var x = _tape.Constant(_features.AsSpan(step * Coordinates * LearnedOptimizer.FeatureCount, Coordinates * LearnedOptimizer.FeatureCount), new Shape(Coordinates, LearnedOptimizer.FeatureCount));
                first = x.LstmCell(first, p[1], p[2], p[0]);
                second = first.Hidden.LstmCell(second, p[4], p[5], p[3]);
                var weights = _tape.Constant(_optimizer.LaterGradients.AsSpan(step * Coordinates, Coordinates), new Shape(Coordinates, 1));
                loss += (second.Hidden.Linear(p[7], p[6]) * weights).Sum();
            }

            Gradient.CopyTo(Gradient.Of(loss, p), _gradient);
        }

        public SafeTensorsFile Results() => LearnedOptimizer.Named(_gradient).Build();

        private LstmState<float> StateOf(int layer)
        {
            var shape = new Shape(LearnedOptimizer.Coordinates, LearnedOptimizer.Units);
            return new LstmState<float>(_tape.Constant(_optimizer.StateRows(2 * layer), shape), _tape.Constant(_optimizer.StateRows((2 * layer) + 1), shape));
        }
    }
}
