using System.Text;

namespace Engram.Web.Tests.Api.Requests;

/// <summary>Whatever a caller sends to whichever address: words, never a mistake of ours.</summary>
public sealed class HostileInputTests(EngramInstance engram)
{
    private static readonly string Nobody = new('0', 32);

    private static readonly string[] Segments = [Nobody, "x", "%00", "%2e%2e", new('9', 3_000), "%F0%9F%92%A5", "' or 1=1 --", "-1"];

    private static readonly string[] Queries =
    [
        "?x=1", "?limit=-1", "?limit=1e9", "?limit=", "?cursor=%00", "?cursor=zz", "?run=x&run=y", "?study=%FF", "?key=%00", "?task=%00&points=0",
            "?from=9&to=1",
        "?points=99999999999999999999", "?state=RUNNING", "?experiment=%00", "?%00=%00", "?a[b]=c", "?format=exe",
            $"?run={Nobody}&with={Nobody}&study={Nobody}&project={Nobody}", "?dryRun=maybe",
        "?group=%00", "?after=-5", "?=&&==", "?filter=((((", "?filter=name%20~%20'('&count=true", "?filter=%00", "?filter=options.'%00'%3D1", "?filter=seed%3D%F0%9F%92%A5&at=9",
            $"?filter={new string('(', 3_000)}", "?filter=name~'((a%7B1,255%7D)%7B1,255%7D)%7B1,255%7D'", "?orderBy=metrics", "?orderBy=options.'%00'", "?columns=%27", "?cursor=e30&orderBy=seed", "?filter=submittedAt%3E'9999-12-31'",
            "?filter=submittedAt%3C'0001-01-01T00:00:00%2B14:00'", "?filter=seed%3D99999999999999999999", "?filter=metrics.a%3D1e999",
    ];

    private static readonly string[] Bodies =
    [
        "", "null", "[]", "{}", "\"x\"", "1e999", "{", "{\"a\":", "\uFEFF{}", "{\"name\":\"\\u0000\"}", "{\"name\":\"\\udc00\"}", "{\"\\udc00\":1}",
            "{\"name\":{}}", $"{{\"name\":\"{new string('x', 300_000)}\"}}",
        string.Concat(Enumerable.Repeat("[", 5_000)), $"{{\"options\":{string.Concat(Enumerable.Repeat("{\"a\":", 60))}1{new string('}', 60)}}}",
        "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":\"0..99999999999\"}", "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":[1e400]}",
            "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":{}}",
        "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":\"0\",\"options\":{\"goal\":\"NaN\"}}",
            "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":\"0\",\"conditions\":[]}", "{\"project\":\"\",\"experiment\":\"\"}",
        "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":\"0\",\"grid\":{\"goal\":[]}}",
            "{\"project\":\"p\",\"experiment\":\"walk\",\"seeds\":\"0\",\"transfer\":{\"memory\":null}}",
            "{\"project\":\"p\",\"experiment\":\"walk\",\"seed\":-1}",
        "{\"external\":true,\"project\":\"p\",\"options\":{\"a\":1e999,\"\":1},\"tagValues\":{\"\":\"\"}}", "{\"external\":true,\"project\":\"p\",\"seed\":-1,\"parent\":\"x\",\"id\":7}",
            "{\"request\":9e99,\"lines\":[{\"text\":\"\\u0000\",\"at\":\"0000-00-00\",\"severity\":\"bad\"}]}", "{\"lines\":[{\"text\":\"x\",\"at\":\"0001-01-01T00:00:00+23:00\"}]}",
            "{\"state\":\"failed\",\"error\":\"\",\"tagValues\":{\"a\":1},\"options\":{\"a\":[]}}",
        $"{{\"study\":\"{Nobody}\",\"metric\":\"\"}}", "{\"runs\":[],\"metric\":\"x\",\"interval\":null}",
            "{\"metric\":\"x\",\"reduce\":{\"stepsTo\":\"NaN\"},\"interval\":{\"level\":\"NaN\",\"replicates\":-1}}",
        "{\"name\":\"x\",\"question\":null}", "{\"tags\":[null]}", "{\"tags\":null,\"notes\":null}", "{\"seed\":9223372036854775808}",
    ];

    public static TheoryData<string> Endpoints => [.. ApiEndpoints.All().Where(at => at.Pattern.StartsWith("/api/v1", StringComparison.Ordinal))
        .Select(at => $"{at.Method} {at.Pattern}")];

    [Theory, MemberData(nameof(Endpoints))]
    public async Task Every_address_refuses_in_words(string endpoint)
    {
        var (method, pattern) = (new HttpMethod(endpoint.Split(' ')[0]), endpoint.Split(' ')[1]);
        var takesBody = method == HttpMethod.Post || method == HttpMethod.Patch;
        foreach (var address in Addresses(pattern))
        {
            await RequireWordsAsync(method, address, takesBody ? Content("{}"u8.ToArray(), "application/json") : null);
        }
        foreach (var content in takesBody ? Contents() : []) await RequireWordsAsync(method, Fill(pattern, Nobody), content);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "name=x")]
    [InlineData("text/plain", "{\"name\":\"x\"}")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    public async Task A_form_cannot_be_mistaken_for_JSON(string mediaType, string body)
    {
        var answer = await engram.SendContentAsync(HttpMethod.Post, "/api/v1/projects", Content(Encoding.UTF8.GetBytes(body), mediaType));
        Assert.Contains("application/json", answer.Refused(415), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_JSON_is_answered_with_its_place() => Assert.Equal(
        "$: The body is not JSON: line 2, byte 9. 'x' is an invalid start of a value.",
        (await engram.SendContentAsync(HttpMethod.Post, "/api/v1/projects",
            Content("{\"name\":\n        x}"u8.ToArray(), "application/json"))).Errors);

    [Fact]
    public async Task A_body_that_is_too_large_is_answered_with_413() =>
        (await engram.SendContentAsync(HttpMethod.Post, "/api/v1/projects", Content(new byte[17 << 20], "application/json"),
            ("Expect", "100-continue"))).Refused(413);

    private async Task RequireWordsAsync(HttpMethod method, string address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(engram.Http.BaseAddress!, address)) { Content = content };
        using var response = await engram.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)response.StatusCode;
        if (status < 400) return;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status < 500, $"{method} {address}: {status} {text}");
        // What does not even reach the application (a target that HTTP itself forbids) has no body; neither has an answer to HEAD.
        if (text.Length > 0)
        {
            Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && text.Contains("\"detail\":\"", StringComparison.Ordinal), $"{method} {address}: {status} {text}");
        }
    }

    private static IEnumerable<string> Addresses(string pattern)
    {
        foreach (var segment in pattern.Contains('{', StringComparison.Ordinal) ? Segments : [""]) yield return Fill(pattern, segment);
        foreach (var query in Queries) yield return Fill(pattern, Nobody) + query;
    }

    private static string Fill(string pattern, string segment) =>
        string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? segment : part));

    private static IEnumerable<HttpContent?> Contents() =>
        Bodies.Select(body => Content(Encoding.UTF8.GetBytes(body), "application/json")).Append(Content([0xff, 0xfe, 0x00], "application/json"))
            .Append(null);

    private static ByteArrayContent Content(byte[] bytes, string mediaType)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return content;
    }
}
