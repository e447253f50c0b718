namespace Engram.Client.Sending;

/// <summary>How long to wait between attempts: twice as long each time, less a share that differs from run to run, so that many clients do not come back at once.</summary>
/// <param name="longest">No pause is longer.</param>
/// <param name="salt">What makes the share differ, such as the hash of the run's identifier.</param>
internal sealed class Backoff(TimeSpan longest, int salt)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.2);

    private int _attempts;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = First * Math.Pow(2, Math.Min(_attempts++, 20));
        if (pause > longest) pause = longest;
        var share = (uint)HashCode.Combine(salt, _attempts) / (double)uint.MaxValue;
        return pause * (1 - (0.3 * share));
    }

    /// <summary>The server answered: the next trouble is a new story.</summary>
    public void Reset() => _attempts = 0;
}
