namespace Engram.Experiments.Running;

/// <summary>What every run context refuses, in the same words: a broken rule is a fault of the experiment and fails its run.</summary>
public static class RecordingRules
{
    /// <summary>The most characters a metric key may have.</summary>
    public const int LongestKey = 250;

    /// <summary>Refuses a point that cannot be kept.</summary>
    /// <exception cref="ArgumentException">The key is empty or too long, or the step is negative.</exception>
    public static void RequirePoint(string key, long step)
    {
        if (string.IsNullOrWhiteSpace(key) || key.Length > LongestKey)
        {
            throw new ArgumentException($"A metric key has 1 to {LongestKey} characters; given was '{key}' with {key?.Length ?? 0}.", nameof(key));
        }

        RequireStep(step);
    }

    /// <summary>Refuses a negative step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public static void RequireStep(long step)
    {
        if (step < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "Steps are counted from 0 in every task.");
        }
    }

    /// <summary>Refuses a task name that was used before.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public static void RequireNewTask(string name, IEnumerable<string> begun)
    {
        if (string.IsNullOrWhiteSpace(name) || begun.Contains(name))
        {
            throw new ArgumentException(
                $"A task has a name, used once in a run; given was '{name}', begun were: {string.Join(", ", begun)}.", nameof(name));
        }
    }

    /// <summary>Refuses a progress that is not a share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in [0, 1].</exception>
    public static void RequireShare(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Progress is a share from 0 to 1.");
        }
    }
}
