using System.ComponentModel.DataAnnotations;

namespace Engram.Web.Api.Requests;

/// <summary>Labels: at most 100, each of 1 to 100 characters, no two the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LabelsAttribute() : ValidationAttribute("Tags are at most 100, each of 1 to 100 characters, no two the same.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null
        || value is string[] { Length: <= 100 } tags
        && tags.All(tag => tag?.Trim().Length is >= 1 and <= 100) && tags.Distinct().Count() == tags.Length;
}
