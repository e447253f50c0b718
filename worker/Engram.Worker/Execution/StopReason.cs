namespace Engram.Worker.Execution;

/// <summary>Why an execution is to stop; a later value outweighs an earlier one.</summary>
internal enum StopReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The worker shuts down: the run is handed back.</summary>
    Shutdown,

    /// <summary>A person cancelled the run.</summary>
    Cancelled,

    /// <summary>The run is another worker's, or may be: nothing may be written any more.</summary>
    Lost,
}
