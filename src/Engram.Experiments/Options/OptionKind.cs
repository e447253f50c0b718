namespace Engram.Experiments.Options;

/// <summary>What the value of an option is.</summary>
public enum OptionKind
{
    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A whole number of 32 or 64 bits.</summary>
    WholeNumber,

    /// <summary>A finite double.</summary>
    Number,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of a few names.</summary>
    Choice,
}
