using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Engram.Web.Tests;

/// <summary>What the API answered.</summary>
public sealed record Answer(int Status, string? MediaType, byte[] Bytes, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonNode Json => JsonNode.Parse(Bytes)!;

    /// <summary>The entries of a page.</summary>
    public JsonNode[] Items => [.. Json["items"]!.AsArray().Select(item => item!)];

    /// <summary>What is wrong, as one line a fault.</summary>
    public string Errors => string.Join('\n', Json["errors"]!.AsObject()
        .SelectMany(fault => fault.Value!.AsArray().Select(message => $"{fault.Key}: {message}")));

    public string Id => Json["id"]!.GetValue<string>();

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(),
                response.Headers, response.Content.Headers);
        }
    }

    /// <summary>Requires a refusal with words, and gives them.</summary>
    public string Refused(int status)
    {
        Assert.True(Status == status, $"{Status}: {Text}");
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(status, Json["status"]!.GetValue<int>());
        return Json["detail"]!.GetValue<string>();
    }
}
