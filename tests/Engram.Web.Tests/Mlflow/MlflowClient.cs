using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Mlflow;

/// <summary>Asks as an MLflow client does.</summary>
internal sealed class MlflowClient(EngramInstance engram)
{
    private static int _experiments;

    public Task<Answer> GetAsync(string call) => engram.GetAsync("/api/2.0/mlflow/" + call);

    public Task<Answer> PostAsync(string call, JsonObject body) => engram.PostAsync("/api/2.0/mlflow/" + call, body);

    /// <summary>Posts what must succeed.</summary>
    public async Task<JsonNode> DoAsync(string call, JsonObject body)
    {
        var answer = await PostAsync(call, body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>A new experiment's id.</summary>
    public async Task<string> ExperimentAsync() => (await DoAsync("experiments/create", new JsonObject { ["name"] = $"experiment {Interlocked.Increment(ref _experiments)}" }))
        ["experiment_id"]!.GetValue<string>();

    /// <summary>A new run's id.</summary>
    public async Task<string> RunAsync(string experiment, string name = "run", long start = 0) =>
        (await DoAsync("runs/create", new JsonObject { ["experiment_id"] = experiment, ["run_name"] = name, ["start_time"] = start }))["run"]!["info"]!["run_id"]!.GetValue<string>();
}
