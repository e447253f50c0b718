namespace Engram.Tracking.Runs;

/// <summary>A client wants to log to a run that a worker executes: what such a run recorded comes from its experiment and nothing else.</summary>
/// <param name="run">The run.</param>
public sealed class StudyRunException(Guid run) : Exception(
    $"Run {run:N} belongs to a study and is recorded by the worker that executes it. Make a run of your own to log to: POST /api/v1/runs with \"external\": true.")
{
    /// <summary>The run.</summary>
    public Guid Run => run;
}
