using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Autodiff;
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
        new("gd-fused", Step, new Goal { Microseconds = 5 }, static () => new ByPass(1)) { Peer = "gd-step", Flops = TorqueTraining.Flops },
        new("joints-gd", "a control tick: the step for seven joints", new Goal { Microseconds = 35 }, static () => new ByPass(7))
        {
            Flops = 7 * TorqueTraining.Flops, IsTick = true,
        },
    ];

    private sealed class OnTape : IJob
    {
        private readonly TorqueTraining _training = new(1);
        private readonly Tape<float> _tape = new();
        private readonly Optimizer<float> _optimizer;
        private readonly Shape[] _shapes;
        private readonly float[] _gradient;

        public OnTape()
        {
            var network = _training.Networks[0];
            _shapes = [.. network.Layers.SelectMany(layer => new[] { new Shape(layer.Inputs, layer.Outputs), new Shape(layer.Outputs) })];
            _gradient = new float[network.ParameterCount];
            _optimizer = new Optimizer<float>(TorqueTraining.Rule.Create<float>(network.ParameterCount));
        }

        public SafeTensorsFile Inputs => _training.Given().Build();

        public void Run()
        {
            _tape.Clear();
            var p = _tape.BorrowedVariables(_training.Networks[0].ParameterMemory, _shapes);
            var flow = _tape.Constant(_training.X, new Shape(TorqueTraining.Batch, 21));
            for (var layer = 0; layer < p.Length; layer += 2)
            {
                flow = flow.Linear(p[layer], p[layer + 1], layer + 2 < p.Length ? Activation.Relu : Activation.Identity);
            }

            var loss = flow.MeanSquaredError(_tape.Constant(_training.Y(0), new Shape(TorqueTraining.Batch, 1)));
            Gradient.Into(loss, p, _gradient);
            _optimizer.Step(_training.Networks[0].Parameters, _gradient);
            _training.Next();
        }

        public SafeTensorsFile Results() => _training.Moved().Build();
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
