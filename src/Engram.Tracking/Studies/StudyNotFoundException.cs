namespace Engram.Tracking.Studies;

/// <summary>A study was named that the record does not have.</summary>
/// <param name="id">The name that was given.</param>
public sealed class StudyNotFoundException(Guid id) : Exception($"There is no study {id:N}; it may have been deleted. GET /api/v1/studies lists those there are.");
