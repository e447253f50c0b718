namespace Engram.Learning.Models;

/// <summary>Which parameters share a memory of learning rates.</summary>
public enum Grouping
{
    /// <summary>One group per layer, its weights and biases together: what the paper says (Meier, Kappler, Schaal 2018, section III.C).</summary>
    Layer,

    /// <summary>Weights and biases apart: what the authors' published code does.</summary>
    Variable,

    /// <summary>One group per scalar: maximum freedom and one memory for each; for problems of few dimensions.</summary>
    Coordinate,
}
