using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Engram.Web.Tests.Mlflow;

/// <summary>MLflow's calls, request by request: the cases stand as text in <c>Cases</c>.</summary>
public sealed partial class MlflowCasesTests(EngramInstance engram)
{
    private static int _experiments;

    public static TheoryData<string> Cases => [.. CaseFile.All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public Task A_program_is_answered(string name) => CheckAsync(name, "/api/2.0/mlflow/");

    [Theory, MemberData(nameof(Cases))]
    public Task A_browser_is_answered(string name) => CheckAsync(name, "/ajax-api/2.0/mlflow/");

    private async Task CheckAsync(string name, string prefix)
    {
        Dictionary<string, string> names = [];
        foreach (var exchange in CaseFile.All[name])
        {
            await MakeWhatIsUsedAsync(exchange, names);
            var target = Fill(exchange.Target, names);
            var answer = await SendAsync(exchange, target.StartsWith('/') ? target : prefix + target, Fill(exchange.Body, names));
            var told = $"{exchange.Method} {target} {exchange.Body}\nanswered {answer.Status} {answer.Text}\n";
            Assert.True(answer.Status == exchange.Status, $"{told}instead of {exchange.Status}");
            if (exchange.Expected.Length == 0) continue;
            Assert.True(answer.MediaType == "application/json", told + answer.MediaType);
            var difference = new ExpectedJson(names).Difference(JsonNode.Parse(Fill(exchange.Expected, names)), JsonNode.Parse(answer.Bytes));
            Assert.True(difference is null, told + difference);
        }
    }

    private async Task MakeWhatIsUsedAsync(Exchange exchange, Dictionary<string, string> names)
    {
        var used = exchange.Target + exchange.Body;
        if ((used.Contains("$experiment", StringComparison.Ordinal) || used.Contains("$run", StringComparison.Ordinal)) && !names.ContainsKey("experiment"))
        {
            names["name"] = $"case {Interlocked.Increment(ref _experiments)}.";
            names["experiment"] = (await PostAsync("experiments/create", new JsonObject { ["name"] = names["name"] }))["experiment_id"]!.GetValue<string>();
        }
        if (used.Contains("$run", StringComparison.Ordinal) && !names.ContainsKey("run"))
        {
            var run = await PostAsync("runs/create", new JsonObject { ["experiment_id"] = names["experiment"], ["run_name"] = "a run", ["user_id"] = "bob", ["start_time"] = 1_700_000_000_000 });
            names["run"] = run["run"]!["info"]!["run_id"]!.GetValue<string>();
        }
    }

    private async Task<JsonNode> PostAsync(string call, JsonObject body)
    {
        var answer = await engram.PostAsync($"/api/2.0/mlflow/{call}", body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private async Task<Answer> SendAsync(Exchange exchange, string address, string body)
    {
        var content = body.Length == 0 && exchange.Method is "GET" or "DELETE" ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null && exchange.ContentType != "none") content.Headers.ContentType = MediaTypeHeaderValue.Parse(exchange.ContentType);
        return await engram.SendContentAsync(new HttpMethod(exchange.Method), address, content);
    }

    private static string Fill(string text, Dictionary<string, string> names)
    {
        foreach (var (name, value) in names.OrderByDescending(one => one.Key.Length)) text = text.Replace($"${name}", value, StringComparison.Ordinal);
        return Repetition().Replace(text, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))));
    }

    [GeneratedRegex(@"\{([^{}*""]+)\*(\d+)\}")]
    private static partial Regex Repetition();
}
