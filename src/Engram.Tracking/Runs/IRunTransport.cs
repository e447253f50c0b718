namespace Engram.Tracking.Runs;

/// <summary>Carries the word that runs may be ready to the workers: the seam between the queue and a job engine.</summary>
/// <remarks>
/// An announcement may be lost and may come twice. Nothing depends on it but speed: the claim decides who executes a run, and
/// <see cref="RunReconciler"/> announces again what nobody claimed.
/// </remarks>
public interface IRunTransport
{
    /// <summary>Tells the workers. Called after the runs are committed as queued; nothing may touch their rows in between.</summary>
    /// <param name="tickets">The runs; none is nothing to say.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>Does not throw when nobody could be told: the runs are committed, and whoever submitted them has nothing to repeat.</remarks>
    Task AnnounceAsync(IReadOnlyCollection<RunTicket> tickets, CancellationToken ct);
}
