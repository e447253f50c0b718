namespace Engram.Tracking.Inputs;

/// <summary>A run read or made a model that a client named.</summary>
public sealed class RunModel
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary><c>input</c> or <c>output</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>Identifier of the model, the client's.</summary>
    public required string ModelId { get; init; }

    /// <summary>Step at which it was made; 0 for an input.</summary>
    public required long Step { get; init; }
}
