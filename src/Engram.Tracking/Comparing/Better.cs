namespace Engram.Tracking.Comparing;

/// <summary>Which of two scores wins.</summary>
public enum Better
{
    /// <summary>The smaller: losses, errors, steps to a threshold.</summary>
    Lower,

    /// <summary>The larger: returns, accuracies.</summary>
    Higher,
}
