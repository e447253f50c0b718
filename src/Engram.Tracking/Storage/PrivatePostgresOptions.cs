namespace Engram.Tracking.Storage;

/// <summary>Settings of a <see cref="PrivatePostgres"/>.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>Name of the database to be there after the start. Default <c>engram</c>.</summary>
    public string Database { get; init; } = "engram";

    /// <summary>
    /// Whether a commit survives a power cut. Default true. False (for throw-away clusters of tests) switches fsync off: several times
    /// faster, and lost with the machine.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>Connections that the server accepts, 10 to 10,000. Default 200: a web host and a handful of workers with their pools.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>
    /// How long a server that is alive may take until it accepts connections. Default 5 minutes, because replaying a long log after a
    /// crash is work, not a fault. A server that exits is reported at once.
    /// </summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromMinutes(5);
}
