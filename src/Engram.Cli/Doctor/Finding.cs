namespace Engram.Cli.Doctor;

/// <summary>How well the machine does on one question.</summary>
internal enum Health
{
    /// <summary>There.</summary>
    Good,

    /// <summary>Missing or poor, but <c>./engram up</c> works.</summary>
    Warning,

    /// <summary>Without this <c>./engram up</c> does not work.</summary>
    Missing,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Health">How it is.</param>
/// <param name="Text">What was found, and if it is not good, what to do.</param>
internal sealed record Finding(string Subject, Health Health, string Text)
{
    public override string ToString() => $"  {Health switch { Health.Good => "✓", Health.Warning => "!", _ => "✗" }} {Subject,-12}{Text}";
}
