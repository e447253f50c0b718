namespace Engram.Client.Spooling;

/// <summary>One request that waits for its confirmation.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its number within the run; with points and lines the server sees it, and takes each once.</param>
/// <param name="Segment">The file it is in; -1 when the disk did not take it and <see cref="Held"/> has it.</param>
/// <param name="Offset">Where its body begins.</param>
/// <param name="Length">Bytes of its body.</param>
internal sealed record SpoolEntry(EntryKind Kind, long Number, int Segment, long Offset, int Length)
{
    /// <summary>The body, when it is in memory alone.</summary>
    public byte[]? Held { get; init; }

    /// <summary>How many points and lines a held body has.</summary>
    public int HeldCount { get; init; }
}
