using System.Reflection;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Engram.Web.Api.Requests;

/// <summary>Which form of an answer the caller wants, by its <c>Accept</c> header.</summary>
internal static class AnswerForm
{
    /// <summary>The form wanted most, or null when none of them is taken. Without a header, the first one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">Media types, ours first.</param>
    public static string? Choose(HttpRequest request, params ReadOnlySpan<string> offered)
    {
        var header = request.Headers.Accept;
        if (header.Count == 0) return offered[0];
        if (!MediaTypeHeaderValue.TryParseList(header, out var wanted)) return null;
        foreach (var type in wanted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1)
            .ThenBy(type => type.MatchesAllTypes))
        {
            foreach (var form in offered)
            {
                if (MediaTypeHeaderValue.Parse(form).IsSubsetOf(type)) return form;
            }
        }
        return null;
    }
}

/// <summary>406.</summary>
/// <param name="offered">What the address can answer.</param>
internal sealed class NotAcceptable(string offered)
    : Refusal(new("Form not available", StatusCodes.Status406NotAcceptable,
        $"This address answers {offered}; ask for one of these in Accept, or leave it out.")), IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status406NotAcceptable);
}
