namespace Engram.Web.Api.Requests;

/// <summary>Marks an endpoint that reads a JSON body.</summary>
internal sealed record TakesBody;
