using Engram.Experiments.Options;
using Engram.Web.Api.Json;

namespace Engram.Web.Api.Problems;

/// <summary>A refusal as RFC 9457 has it, <c>application/problem+json</c>.</summary>
/// <param name="Title">What kind of refusal it is; the same for every refusal of this kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was given, what is allowed, what to do next.</param>
/// <param name="Errors">Everything that is wrong with the request: field → sentences. Absent when it is not about fields.</param>
internal sealed record Problem(string Title, int Status, string Detail, IDictionary<string, string[]>? Errors = null)
{
    /// <summary>The media type of refusals.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>415: a JSON body is wanted.</summary>
    public static Problem MediaTypeRefused { get; } = new("Media type not supported", StatusCodes.Status415UnsupportedMediaType,
        "This address takes JSON; send it with Content-Type: application/json. Where other content is taken, /openapi/v1.json says so.");

    /// <summary>400: something in the request is wrong.</summary>
    public static Problem Invalid(FieldErrors errors) => Invalid(errors.ToDictionary());

    /// <summary>400: something in the request is wrong.</summary>
    /// <param name="errors">Field → what is wrong with it; at least one.</param>
    public static Problem Invalid(IDictionary<string, string[]> errors)
    {
        var count = errors.Sum(error => error.Value.Length);
        return new("The request is not valid", StatusCodes.Status400BadRequest,
            $"{(count == 1 ? "One thing is" : $"{count} things are")} wrong, see errors; nothing was changed.", errors);
    }

    /// <summary>404: what the address names is not there.</summary>
    public static Problem Missing(string detail) => new("Not found", StatusCodes.Status404NotFound, detail);

    /// <summary>409: the request is well-formed, but what it is about does not allow it.</summary>
    public static Problem Conflicting(string detail) => new("Not possible in this state", StatusCodes.Status409Conflict, detail);

    /// <summary>Sends it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        return context.Response.WriteAsJsonAsync(this, WireFormat.Options, MediaType, CancellationToken.None);
    }
}
