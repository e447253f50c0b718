using System.ComponentModel.DataAnnotations;

namespace Engram.Web.Api.Requests;

/// <summary>A name that people give: 1 to 200 characters, not counting the spaces around it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class NameAttribute() : ValidationAttribute("A name has 1 to 200 characters, not counting the spaces around it.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || value is string name && name.Trim().Length is >= 1 and <= 200;
}
