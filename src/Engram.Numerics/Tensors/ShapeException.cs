namespace Engram.Numerics.Tensors;

/// <summary>Tensors were put together whose shapes do not fit. The message names the operation, every shape, the rule and what to do.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>What does not fit.</summary>
    /// <param name="operation">The operation as it is called in code.</param>
    /// <param name="given">The shapes, as in "[3, 4] and [5]".</param>
    /// <param name="rule">What is allowed and what to do, as sentences.</param>
    public ShapeException(string operation, string given, string rule)
        : base($"{operation} was given {given}. {rule}") => Operation = operation;

    /// <summary>The operation that refused.</summary>
    public string Operation { get; }
}
