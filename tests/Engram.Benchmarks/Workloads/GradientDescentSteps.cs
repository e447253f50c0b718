using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>W1: a step of gradient descent on a small network, on the tape and by the pass that was written by hand.</summary>
internal sealed class GradientDescentSteps : IWorkloadFamily
{
    private const string Step = "forward, squared error, backward, update of 7,771 weights; batch of 10";

    public string Group => "W1";

    public IEnumerable<Workload> Workloads =>
    [
        new("gd-tape", Step, new Goal { Microseconds = 5 }, static () => new OnTape()) { Peer = "gd-step", Flops = TorqueTraining.Flops },
        new("gd-captured", $"{Step}; a captured step", new Goal { Microseconds = 5 }, static () => new CapturedOnce()) { Peer = "gd-step", Flops = TorqueTraining.Flops },
        new("gd-fused", Step, new Goal { Microseconds = 5 }, static () => new ByPass(1)) { Peer = "gd-step", Flops = TorqueTraining.Flops },
        new("joints-gd", "a control tick: the step for seven joints", new Goal { Microseconds = 35 }, static () => new ByPass(7))
        {
            Flops = 7 * TorqueTraining.Flops, IsTick = true,
        },
    ];

    private abstract class OneNetwork : IJob
    {
        private readonly Optimizer<float> _optimizer;
        private readonly Shape[] _shapes;
        private readonly float[] _gradient;

        protected OneNetwork()
        {
            var network = Training.Networks[0];
            _shapes = [.. network.Layers.SelectMany(layer => new[] { new Shape(layer.Inputs, layer.Outputs), new Shape(layer.Outputs) })];
            _gradient = new float[network.ParameterCount];
            _optimizer = new Optimizer<float>(TorqueTraining.Rule.Create<float>(network.ParameterCount));
        }

        public SafeTensorsFile Inputs => Training.Given().Build();

        protected static Shape X => new(TorqueTraining.Batch, 21);

        protected static Shape Y => new(TorqueTraining.Batch, 1);

        protected TorqueTraining Training { get; } = new(1);

        public void Run()
        {
            ComputeGradient();
            _optimizer.Step(Training.Networks[0].Parameters, _gradient);
            Training.Next();
        }

        public SafeTensorsFile Results() => Training.Moved().Build();

        protected abstract void ComputeGradient();

        protected void ComputeGradient(Tape<float> tape, Tensor<float> flow, Tensor<float> target)
        {
            var p = tape.BorrowedVariables(Training.Networks[0].ParameterMemory, _shapes);
            for (var layer = 0; layer < p.Length; layer += 2)
            {
                flow = flow.Linear(p[layer], p[layer + 1], layer + 2 < p.Length ? Activation.Relu : Activation.Identity);
            }

            Gradient.Into(flow.MeanSquaredError(target), p, _gradient);
        }
    }

    private sealed class OnTape : OneNetwork
    {
        private readonly Tape<float> _tape = new();

        protected override void ComputeGradient()
        {
            _tape.Clear();
            ComputeGradient(_tape, _tape.Constant(Training.X, X), _tape.Constant(Training.Y(0), Y));
        }
    }

    private sealed class CapturedOnce : OneNetwork
    {
        private readonly (float[] X, float[] Y) _batch = (new float[X.Count], new float[Y.Count]);
        private readonly CapturedStep<float> _step;

        public CapturedOnce() => _step = new CapturedStep<float>(tape => ComputeGradient(tape, tape.Borrowed(_batch.X, X), tape.Borrowed(_batch.Y, Y)));

        protected override void ComputeGradient()
        {
            Training.X.CopyTo(_batch.X);
            Training.Y(0).CopyTo(_batch.Y);
            _step.Run();
        }
    }

    private sealed class ByPass : IJob
    {
        private readonly TorqueTraining _training;
        private readonly DensePass[] _passes;
        private readonly Optimizer<float>[] _optimizers;

        public ByPass(int joints)
        {
            _training = new TorqueTraining(joints);
            _passes = [.. _training.Networks.Select(network => network.CreatePass(TorqueTraining.Batch))];
            _optimizers = [.. _training.Networks.Select(network => new Optimizer<float>(TorqueTraining.Rule.Create<float>(network.ParameterCount)))];
        }

        public SafeTensorsFile Inputs => _training.Given().Build();

        public void Run()
        {
            for (var joint = 0; joint < _passes.Length; joint++)
            {
                _passes[joint].SquaredErrorStep(_training.X, _training.Y(joint));
                _optimizers[joint].Step(_training.Networks[joint].Parameters, _passes[joint].Gradient);
            }

            _training.Next();
        }

        public SafeTensorsFile Results() => _training.Moved().Build();
    }
}
