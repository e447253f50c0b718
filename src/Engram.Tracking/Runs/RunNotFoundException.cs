namespace Engram.Tracking.Runs;

/// <summary>A run was named that the record does not have.</summary>
/// <param name="id">The name that was given.</param>
public sealed class RunNotFoundException(Guid id) : Exception($"There is no run {id:N}; it may have been deleted. GET /api/v1/runs lists those there are.")
{
    /// <summary>The run.</summary>
    public Guid Run => id;
}
