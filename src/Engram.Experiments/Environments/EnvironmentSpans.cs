namespace Engram.Experiments.Environments;

/// <summary>What a step is given must fit: kernels check nothing.</summary>
internal static class EnvironmentSpans
{
    public static void Require(IEnvironment environment, ReadOnlySpan<float> action, ReadOnlySpan<float> reward)
    {
        var (actions, count) = (environment.ActionCount, environment.Count);
        if (action.Length != actions * count || reward.Length != count)
        {
            throw new ArgumentException(
                $"Given were {action.Length} numbers of action and room for {reward.Length} rewards; {count} worlds take {actions} × {count} and give {count}.");
        }
    }
}
