using System.ComponentModel.DataAnnotations;
using Engram.Web.Api.Requests;

namespace Engram.Web.Api.Projects;

/// <summary>A project to be made.</summary>
internal sealed record NewProject
{
    /// <summary>Name, unique among projects; spaces around it are dropped.</summary>
    [Name]
    public required string Name { get; init; }

    /// <summary>Free text.</summary>
    [StringLength(20_000)]
    public string Description { get; init; } = "";

    /// <summary>Labels for finding it again.</summary>
    [Labels]
    public string[] Tags { get; init; } = [];
}

/// <summary>What is to change about a project; what is absent stays.</summary>
internal sealed record ProjectChanges
{
    /// <summary>A new name.</summary>
    [Name]
    public string? Name { get; init; }

    /// <summary>A new description.</summary>
    [StringLength(20_000)]
    public string? Description { get; init; }

    /// <summary>New labels, instead of the old ones.</summary>
    [Labels]
    public string[]? Tags { get; init; }
}
