namespace Engram.Tracking.Runs;

/// <summary>One line of a run's log.</summary>
public sealed class LogLine
{
    /// <summary>Grows with time.</summary>
    public long Id { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Attempt that wrote it; lines of earlier attempts are kept.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>The line.</summary>
    public required string Text { get; init; }
}
