using Engram.Web.Api.Idempotency;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Engram.Web.Api.OpenApi;

/// <summary>Adds what every endpoint can answer by what it takes, so that no endpoint has to repeat it.</summary>
internal static class CommonAnswers
{
    /// <summary>Completes one operation.</summary>
    public static Task Transform(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true)
        {
            Describe(400, "Something in the request is wrong; `errors` says what, all of it.");
            Describe(403, "The request came under a name that is not this instance's, or from a page of another site.");
            Describe(503, "The database is away; ask again after `Retry-After` seconds.");
        }
        if (operation.Responses?.ContainsKey("406") == true) Describe(406, "None of the forms that `Accept` asks for.");
        if (metadata.OfType<TakesBody>().Any())
        {
            Describe(413, "The body is too large.");
            Describe(415, "The body is not sent as `application/json`.");
        }
        if (metadata.OfType<TakesIdempotencyKey>().Any())
        {
            Describe(409, "The `Idempotency-Key` was used for another request.");
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = OnceFilter.Header,
                In = ParameterLocation.Header,
                Description = "1 to 255 visible ASCII characters of your choice, for example a UUID. The same request with the same key happens "
                    + "once and answers the same again, for 7 days.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255 },
            });
        }
        return Task.CompletedTask;

        void Describe(int status, string description)
        {
            operation.Responses ??= [];
            if (!operation.Responses.TryGetValue($"{status}", out var known))
            {
                operation.Responses[$"{status}"] = new OpenApiResponse { Description = description,
                    Content = new Dictionary<string, OpenApiMediaType> { [Problem.MediaType] = Schema() } };
            }
            // The framework puts the reason phrase where nothing was said.
            else if (known.Description == Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status)) known.Description = description;
            else if (status == StatusCodes.Status409Conflict) known.Description += $" Or: {char.ToLowerInvariant(description[0])}{description[1..]}";
        }

        OpenApiMediaType Schema() => new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) };
    }
}
