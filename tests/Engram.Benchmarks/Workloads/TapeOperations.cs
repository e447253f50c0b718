using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>What an operation costs beside its numbers: a chain of additions of sixteen numbers, so short that recording is all there is.</summary>
internal sealed class TapeOperations : IWorkloadFamily
{
    private const int Length = 64;
    private const int Numbers = 16;

    public string Group => "W6 tape";

    public IEnumerable<Workload> Workloads =>
    [
        new("tape-add", "one of 64 additions of 16 numbers, recorded", new Goal { Microseconds = 0.05 }, static () => new Job(backward: false)) { OperationsPerRun = Length },
        new("tape-add-backward", "one of 64 additions of 16 numbers, forward and backward", new Goal { Microseconds = 0.1 }, static () => new Job(backward: true))
        {
            OperationsPerRun = Length,
        },
    ];

    private sealed class Job(bool backward) : IJob
    {
        private static readonly Shape Row = new(Numbers);

        private readonly Tape<float> _tape = new();
        private readonly float[] _x = Drawn.Normal("x", Numbers);
        private readonly float[] _step = Drawn.Normal("step", Numbers);
        private readonly float[] _first = new float[Numbers];
        private readonly float[] _second = new float[Numbers];

        public SafeTensorsFile Inputs => new SafeTensorsBuilder().Add<float>("x", _x).Add<float>("step", _step).Add<float>("length", [Length]).Build();

        public void Run()
        {
            _tape.Clear();
            var x = _tape.Variable(_x, Row);
            var step = _tape.Variable(_step, Row);
            var sum = x;
            for (var index = 0; index < Length; index++) sum += step;
            if (!backward)
            {
                sum.CopyTo(_first);
                return;
            }

            var gradients = Gradient.Of(sum.Sum(), [x, step]);
            gradients[0].CopyTo(_first);
            gradients[1].CopyTo(_second);
        }

        public SafeTensorsFile Results() => backward
            ? new SafeTensorsBuilder().Add<float>("dx", _first).Add<float>("dstep", _second).Build()
            : new SafeTensorsBuilder().Add<float>("y", _first).Build();
    }
}
