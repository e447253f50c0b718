namespace Engram.Tracking.Comparing;

/// <summary>What the bootstrap draws with replacement.</summary>
public enum Resampling
{
    /// <summary>
    /// Whole rows: right when a row is a seed, because the conditions of a study share initial weights and data for a seed and are not independent.
    /// </summary>
    Seeds,

    /// <summary>Every column by itself, as rliable's stratified bootstrap: right when runs on different tasks have nothing in common.</summary>
    Stratified,
}
