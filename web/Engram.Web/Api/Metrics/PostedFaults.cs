using Engram.Experiments.Options;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;

namespace Engram.Web.Api.Metrics;

/// <summary>What is wrong with posted points; the first hundred faults, since a column may have a million.</summary>
/// <param name="errors">Receives them.</param>
internal sealed class PostedFaults(FieldErrors errors)
{
    private const int Most = 100;

    private int _count;

    /// <summary>True when nothing is wrong so far.</summary>
    public bool None => _count == 0;

    /// <summary>Adds a fault.</summary>
    public void Add(string field, string message)
    {
        _count++;
        if (_count <= Most) errors.Add(field, message);
        else if (_count == Most + 1) errors.Add("$", $"More than {Most} things are wrong; these are the first.");
    }

    /// <summary>Looks at what a series is called, and whether its columns fit together.</summary>
    public void Check(string path, string? key, string? task, int steps, int values, int? times)
    {
        if (key is not null && SeriesBatch.Fault(key) is { } fault) Add($"{path}.key", fault);
        if (task is not null && ExternalTasks.Fault(task) is { } wrong) Add($"{path}.task", wrong);
        if (steps != values || (times is { } given && given != values))
        {
            Add(path, $"Has {steps} steps, {values} values{(times is null ? "" : $" and {times} times")}; the columns must have the same length.");
        }
        else if (values == 0) Add(path, "Has no points; leave the series out.");
    }
}
