namespace Engram.Web.Api.Projects;

/// <summary>A named container of studies and runs.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Name">Name, unique among projects that are not deleted.</param>
/// <param name="Description">Free text; may be empty.</param>
/// <param name="Tags">Labels for finding it again.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Studies">How many studies it has.</param>
internal sealed record ProjectAnswer(Guid Id, string Name, string Description, string[] Tags, DateTimeOffset CreatedAt, int Studies);
