namespace Engram.Web.Mlflow.Runs;

/// <summary><c>logged-models/search</c>: none are kept here, which MLflow's client of version 3 wants to hear before it lists the files of a run.</summary>
internal static class LoggedModelCalls
{
    /// <summary>Maps the call under a prefix.</summary>
    public static void MapLoggedModelCalls(this IEndpointRouteBuilder mlflow) => mlflow.MapPost("logged-models/search", () => MlflowJson.Done);
}
