using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>Elementary functions of 4,096 numbers, as operations on the tape; no derivative is asked for.</summary>
internal sealed class ElementaryFunctions : IWorkloadFamily
{
    private const int Count = 4096;
    private const int Repeats = 8; // peers/elementwise.py repeats as often

    public string Group => "W6 functions";

    public IEnumerable<Workload> Workloads =>
    [
        Of("exp", new Goal { AgainstBest = 1 }, static x => x.Exp()),
        Of("tanh", new Goal { AgainstBest = 1 }, static x => x.Tanh()),
        Of("sigmoid", new Goal { AgainstBest = 1 }, static x => x.Sigmoid()),
    ];

    private static Workload Of(string function, Goal goal, Func<Tensor<float>, Tensor<float>> apply) =>
        new($"{function}-4096", "4,096 numbers", goal, () => new Job(apply)) { Peer = function, OperationsPerRun = Repeats };

    private sealed class Job(Func<Tensor<float>, Tensor<float>> apply) : IJob
    {
        private readonly Tape<float> _tape = new();
        private readonly float[] _x = Drawn.Normal("x", Count, 2);
        private readonly float[] _y = new float[Count];

        public SafeTensorsFile Inputs => new SafeTensorsBuilder().Add<float>("x", _x).Build();

        public void Run()
        {
            _tape.Clear();
            var x = _tape.Constant(_x, new Shape(Count));
            var y = x;
            for (var repeat = 0; repeat < Repeats; repeat++) y = apply(x);
            y.CopyTo(_y);
        }

        public SafeTensorsFile Results() => new SafeTensorsBuilder().Add<float>("y", _y).Build();
    }
}
