using Engram.Experiments.Environments;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Environments;

/// <summary>What every environment keeps to. A new one joins by a line here.</summary>
public sealed class EnvironmentContractTests
{
    private static readonly Dictionary<string, Func<int, IEnvironment>> All = new()
    {
        ["reacher"] = count => new Reacher(count, RandomStream.FromSeed(3)),
        ["point mass"] = count => new PointMass(count, RandomStream.FromSeed(3), new() { RandomStart = true }),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Fact]
    public void Every_environment_is_here() => Assert.Equal(
        typeof(IEnvironment).Assembly.GetTypes().Count(t => t.IsClass && t.IsAssignableTo(typeof(IEnvironment))), All.Count);

    // Law: world k is the same to the bit whatever their number, over two episodes.
    [Theory, MemberData(nameof(Names))]
    public void A_world_does_not_know_how_many_there_are(string name)
    {
        const int many = 37;
        var (alone, crowd) = (All[name](1), All[name](many));
        float[] one = new float[1], all = new float[many], few = new float[alone.ActionCount], more = new float[alone.ActionCount * many];
        var torque = RandomStream.FromSeed(8);
        for (var step = 0; step < 2 * alone.Horizon; step++)
        {
            if (step == alone.Horizon)
            {
                alone.Reset();
                crowd.Reset();
            }

            for (var row = 0; row < few.Length; row++)
            {
                few[row] = (float)torque.NextUniform(-1.2, 1.2);
                more.AsSpan(row * many, many).Fill(few[row]);
            }

            alone.Step(few, one);
            crowd.Step(more, all);
            Assert.Equal(one[0], all[0]);
            Assert.Equal(alone.Running[0], crowd.Running[0]);
            for (var row = 0; row < alone.ObservationCount; row++)
            {
                Assert.Equal(alone.Observation[row], crowd.Observation[row * many]);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Neighbours_and_episodes_differ(string name)
    {
        var environment = All[name](2);
        var first = environment.Observation.ToArray();
        environment.Reset();
        Assert.NotEqual(first, environment.Observation.ToArray());
        Assert.NotEqual(first[0], first[1]);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_fault_in_an_action_shows_in_its_world_only(string name)
    {
        var environment = All[name](20);
        var (action, reward) = (new float[environment.ActionCount * 20], new float[20]);
        action[4] = float.NaN;
        environment.Step(action, reward);
        Assert.All(Enumerable.Range(0, 20), k => Assert.Equal(k == 4, float.IsNaN(reward[k])));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_step_allocates_nothing(string name)
    {
        var environment = All[name](19);
        var (action, reward) = (new float[environment.ActionCount * 19], new float[19]);
        environment.Step(action, reward);
        environment.Reset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        environment.Step(action, reward);
        environment.Reset();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory, MemberData(nameof(Names))]
    public void What_does_not_fit_is_refused_with_what_does(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => All[name](3).Step(new float[5], new float[3]));
        Assert.Equal("Given were 5 numbers of action and room for 3 rewards; 3 worlds take 2 × 3 and give 3.", error.Message);
    }
}
