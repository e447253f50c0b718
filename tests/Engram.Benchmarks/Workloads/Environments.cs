using Engram.Experiments.Environments;
using Engram.Learning.Models;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Workloads;

/// <summary>W5: worlds side by side and a policy that acts in them, two hidden layers of 100 with tanh.</summary>
internal sealed class Environments : IWorkloadFamily
{
    private const int Hidden = 100;

    public string Group => "W5";

    public IEnumerable<Workload> Workloads =>
    [
        Of("reacher", 1, 1e6, Reacher), Of("reacher", 64, 6e6, Reacher), Of("reacher", 1024, 6e6, Reacher),
        Of("point-mass", 1, 1.2e6, PointMass), Of("point-mass", 64, 6e6, PointMass), Of("point-mass", 1024, 6e6, PointMass),
    ];

    private static Workload Of(string environment, int count, double rate, Func<int, IJob> setUp) =>
        new($"{environment}-{count}", $"a step of one world with its policy, {count} side by side", new Goal { Rate = rate }, () => setUp(count))
        {
            Peer = environment, OperationsPerRun = count,
        };

    private static Job Reacher(int count)
    {
        var worlds = new Reacher(count, Drawn.Stream("reacher"));
        return new Job(worlds, file => file.Add<float>("angles", worlds.Angles, [2, count]));
    }

    private static Job PointMass(int count)
    {
        var worlds = new PointMass(count, Drawn.Stream("point mass"), new PointMassSettings { RandomStart = true });
        return new Job(worlds, file => file.Add<float>("goals", worlds.Goals, [2, count]));
    }

    private sealed class Job : IJob
    {
        private readonly IEnvironment _worlds;
        private readonly ColumnNetwork _policy;
        private readonly float[] _parameters;
        private readonly float[] _action;
        private readonly float[] _reward;
        private int _step;

        public Job(IEnvironment worlds, Action<SafeTensorsBuilder> addState)
        {
            _worlds = worlds;
            _policy = new ColumnNetwork([worlds.ObservationCount, Hidden, Hidden, worlds.ActionCount], Activation.Tanh);
            _parameters = Drawn.Normal("policy", _policy.ParameterCount, 0.1);
            _action = new float[worlds.ActionCount * worlds.Count];
            _reward = new float[worlds.Count];
            var file = new SafeTensorsBuilder().Add<float>("policy", _parameters).Add<float>("observation", worlds.Observation, [worlds.ObservationCount, worlds.Count])
                .Add<float>("horizon", [worlds.Horizon]);
            addState(file);
            Inputs = file.Build();
        }

        public SafeTensorsFile Inputs { get; }

        public void Run()
        {
            if (_step == _worlds.Horizon)
            {
                _worlds.Reset();
                _step = 0;
            }

            _policy.Forward(_parameters, _worlds.Observation, _action);
            _worlds.Step(_action, _reward);
            _step++;
        }

        public SafeTensorsFile Results() => new SafeTensorsBuilder()
            .Add<float>("observation", _worlds.Observation, [_worlds.ObservationCount, _worlds.Count]).Add<float>("reward", _reward).Build();
    }
}
