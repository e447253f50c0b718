using Engram.Tracking.Deletions;
using Engram.Web.Parts;

namespace Engram.Web.Pages;

/// <summary>Sentences about what stays in the bin.</summary>
internal static class BinWords
{
    /// <summary>Why not all of what was to be restored came back.</summary>
    /// <param name="entry">A run; or one of several, with how many they are.</param>
    /// <param name="back">What came back.</param>
    public static string Kept(BinEntry entry, RestoredRuns back) => (entry.Runs, back.Runs) switch
    {
        (1, _) => $"“{entry.Name}” stays: another run has its place, the same condition and seed. Delete that one first.",
        (_, 0) => "They stay: other runs have their places, the same conditions and seeds. Delete those first.",
        _ => $"{Readable.Counted(back.Runs, "run")} came back. The others stay in the bin: other runs have their place, the same condition and seed.",
    };
}
