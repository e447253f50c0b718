using Engram.Experiments.Options;

namespace Engram.Web.Api.Comparisons;

/// <summary>A saved question cannot be answered any more: what it asks about was deleted or renamed.</summary>
/// <param name="name">Name of the comparison.</param>
/// <param name="errors">What is wrong with its question by now.</param>
internal sealed class OutdatedQuestionException(string name, FieldErrors errors) : Exception(
    $"The comparison '{name}' cannot be answered any more: {string.Join(" ", errors.Fields.SelectMany(field => errors[field]))} Change its "
        + "question, or delete it.");
