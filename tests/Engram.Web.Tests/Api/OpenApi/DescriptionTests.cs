using System.Text.Json.Nodes;
using Engram.Testing;

namespace Engram.Web.Tests.Api.OpenApi;

public sealed class DescriptionTests(EngramInstance engram)
{
    [Fact]
    public async Task Every_address_is_described()
    {
        var paths = (await DescriptionAsync())["paths"]!.AsObject();
        foreach (var (method, pattern) in ApiEndpoints.All().Where(at => at.Pattern.StartsWith("/api/v1", StringComparison.Ordinal)))
        {
            Assert.True(paths[pattern]?[method.ToLowerInvariant()] is not null, $"{method} {pattern} is not in the description.");
        }
    }

    [Fact]
    public async Task Every_operation_parameter_answer_and_member_has_a_sentence()
    {
        var description = await DescriptionAsync();
        List<string> silent = [];
        foreach (var (name, operation) in Operations(description))
        {
            if (Words(operation["summary"]).Length < 5) silent.Add($"{name}: summary");
            silent.AddRange((operation["parameters"]?.AsArray() ?? []).Where(p => Words(p!["description"]).Length < 5)
                .Select(p => $"{name}: parameter {p!["name"]}"));
            silent.AddRange(operation["responses"]!.AsObject().Where(answer => IsOnlyAPhrase(answer.Value!["description"]))
                .Select(answer => $"{name}: answer {answer.Key}"));
        }
        foreach (var (schema, body) in description["components"]!["schemas"]!.AsObject())
        {
            silent.AddRange((body!["properties"]?.AsObject() ?? []).Where(member => !HasSentence(member.Value!))
                .Select(member => $"{schema}.{member.Key}"));
        }
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_operation_that_takes_an_identifier_can_answer_404_or_says_400()
    {
        foreach (var (name, operation) in Operations(await DescriptionAsync()).Where(one => one.Name.Contains("{id}", StringComparison.Ordinal)))
        {
            Assert.True(operation["responses"]!["404"] is not null, $"{name} does not say what it answers when there is no such thing.");
        }
    }

    [Fact]
    public async Task The_surface_is_the_approved_one() => Approved.Text(
        string.Join('\n', Operations(await DescriptionAsync()).Select(one =>
            $"{one.Name}{Parameters(one.Operation)}{Body(one.Operation)} -> "
            + $"{string.Join(' ', one.Operation["responses"]!.AsObject().Select(answer => answer.Key).Order())}").Order()),
        "surface");

    [Fact]
    public async Task The_page_that_shows_it_says_its_charset_and_loads_only_from_here()
    {
        var page = await engram.GetAsync("/docs");
        Assert.Equal("text/html", page.MediaType);
        Assert.Contains("<meta charset=\"utf-8\">", page.Text, StringComparison.Ordinal);
        foreach (var link in Html.Parse(page.Text).QuerySelectorAll("script[src], link[href]")
            .Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")!))
        {
            Assert.StartsWith("/", link, StringComparison.Ordinal);
            Assert.Equal(200, (await engram.GetAsync(link)).Status);
        }
    }

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonNode description) =>
        from path in description["paths"]!.AsObject() from operation in path.Value!.AsObject() select ($"{operation.Key.ToUpperInvariant()} "
            + $"{path.Key}", operation.Value!);

    private static string Parameters(JsonNode operation) =>
        string.Concat((operation["parameters"]?.AsArray() ?? []).Where(p => p!["in"]!.GetValue<string>() != "path")
            .Select(p => $" {p!["name"]}{(p["required"]?.GetValue<bool>() == true ? "!" : "")}"));

    private static string Body(JsonNode operation) => operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"] is { } schema
        ? $" {{{schema.GetValue<string>().Split('/')[^1]}}}" : "";

    private static bool HasSentence(JsonNode member) => Words(member["description"]).Length >= 3
        || (member["oneOf"]?.AsArray().Any(one => HasSentence(one!)) ?? false);

    private static bool IsOnlyAPhrase(JsonNode? sentence) => Words(sentence) is var words && (words.Length < 5 || !words.EndsWith('.'));

    private static string Words(JsonNode? sentence) => sentence?.GetValue<string>().Trim() ?? "";

    private async Task<JsonNode> DescriptionAsync() => (await engram.GetAsync("/openapi/v1.json")).Json;
}
