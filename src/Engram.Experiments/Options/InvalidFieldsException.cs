namespace Engram.Experiments.Options;

/// <summary>A request is wrong in at least one field; nothing was done.</summary>
/// <param name="errors">Every fault that was found.</param>
public sealed class InvalidFieldsException(FieldErrors errors) : Exception(errors.ToString())
{
    /// <summary>Every fault that was found.</summary>
    public FieldErrors Errors { get; } = errors;
}
