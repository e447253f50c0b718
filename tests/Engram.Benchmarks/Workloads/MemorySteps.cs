using System.Diagnostics.CodeAnalysis;
using Engram.Experiments.Running;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Learning.Optimizers;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>W1: a step of MetaGD, with a memory of 200 local models for each of the four layers.</summary>
internal sealed class MemorySteps : IWorkloadFamily
{
    private const int Centres = 200;

    public string Group => "W1";

    public IEnumerable<Workload> Workloads =>
    [
        new("metagd-typical", "the step with a recalled rate for every weight, four memories; gradients of training", new Goal { Microseconds = 16 },
            static () => new Job(1, drawn: false)),
        new("metagd-worst", "the same with gradients all over the memories' range", new Goal { Microseconds = 27 }, static () => new Job(1, drawn: true)),
        new("metagd-spacing", "the step of training with kernels a spacing wide, where the others are half a spacing", new Goal { Microseconds = 16 },
            static () => new Job(1, drawn: false, relativeWidth: 1)),
        new("metagd-wide", "the same with kernels four spacings wide", new Goal { Microseconds = 16 }, static () => new Job(1, drawn: false, relativeWidth: 4)),
        new("joints-metagd", "a control tick: the step for seven joints, 28 memories", new Goal { Microseconds = 150 }, static () => new Job(7, drawn: false))
        {
            IsTick = true,
        },
        new("joints-metagd-spread", "the same on as many threads as there are cores; time on the clock", new Goal { Microseconds = 150 },
            static () => new Job(7, drawn: false, threads: Environment.ProcessorCount))
        {
            IsTick = true, IsSpread = true,
        },
    ];

    [SuppressMessage("Design", "CA1001", Justification = "A job lives as long as the program; the team's threads sleep when nobody asks, and end with it.")]
    private sealed class Job : IJob
    {
        private readonly TorqueTraining _training;
        private readonly DensePass[] _passes;
        private readonly IRemembersRates<float>[] _rules;
        private readonly Optimizer<float>[] _optimizers;
        private readonly float[][]? _gradients;
        private readonly float _relativeWidth;
        private readonly ThreadTeam _team = new();
        private readonly Action<int> _step;
        private readonly int _threads;

        /// <param name="joints">How many networks.</param>
        /// <param name="drawn">Whether the memories are given gradients drawn from all over their range, in place of the network's.</param>
        /// <param name="relativeWidth">Of the kernels, in spacings.</param>
        /// <param name="threads">That share out the networks.</param>
        public Job(int joints, bool drawn, double relativeWidth = 0.5, int threads = 1)
        {
            (_threads, _step) = (threads, Step);
            _relativeWidth = (float)relativeWidth;
            _training = new TorqueTraining(joints);
            _passes = [.. _training.Networks.Select(network => network.CreatePass(TorqueTraining.Batch))];
            var options = new MetaGradientDescentOptions { Memory = new LearningRateMemoryOptions { Centres = Centres, RelativeWidth = relativeWidth, InitialRate = TorqueTraining.Rate } };
            _rules = [.. _training.Networks.Select(network => (IRemembersRates<float>)options.Create<float>(network.Groups(Grouping.Layer)))];
            _optimizers = [.. _rules.Select(rule => new Optimizer<float>(rule))];
            _gradients = drawn ? [.. Enumerable.Range(1, 4).Select(k => Drawn.Uniform($"gradient {k}", _rules[0].Dimension, -1, 1))] : null;
        }

        public SafeTensorsFile Inputs
        {
            get
            {
                var file = _training.Given().Add<float>("width", [_relativeWidth], [1]);
                return (_gradients is null ? file : file.Add<float>("gradients", [.. _gradients.SelectMany(g => g)], [_gradients.Length, _gradients[0].Length])).Build();
            }
        }

        public void Run()
        {
            _team.Run(_threads, _passes.Length, _step);
            _training.Next();
        }

        public SafeTensorsFile Results() => _training.Moved()
            .Add<float>("theta", [.. _rules.SelectMany(rule => rule.Memories).SelectMany(memory => memory.Theta.ToArray()).Select(theta => (float)theta)]).Build();

        private void Step(int joint)
        {
            _passes[joint].SquaredErrorStep(_training.X, _training.Y(joint));
            var gradient = _gradients is null ? _passes[joint].Gradient : _gradients[(_training.Step + 1) % _gradients.Length];
            _optimizers[joint].Step(_training.Networks[joint].Parameters, gradient);
        }
    }
}
