using System.Globalization;
using System.Text.Json;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Metrics;
using Engram.Tracking.Runs;
using Engram.Web.Api.Problems;

namespace Engram.Web.Mlflow;

/// <summary>Refusals and our own mistakes as MLflow clients read them.</summary>
internal static class MlflowErrors
{
    /// <summary>Answers every exception, and every status of 400 and more that has no body.</summary>
    public static async Task ExplainAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && OfStatus(context) is { } bare) await WriteAsync(context, bare);
        }
        catch (Exception failed) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var error = Of(failed);
            if (error.Code == "INTERNAL_ERROR") LogMessages.MlflowFailed(context.RequestServices.GetRequiredService<ILogger<MlflowException>>(), context.TraceIdentifier, failed);
            if (failed is IngestionFullException full) context.Response.Headers.RetryAfter = Math.Ceiling(full.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, error);
        }
    }

    private static MlflowException Of(Exception failed) => failed switch
    {
        MlflowException error => error,
        RunNotFoundException missing => MlflowException.NotThere($"Run with id={missing.Run:N} not found"),
        DeletedRunException deleted => MlflowException.Invalid($"The run {deleted.Run:N} must be in the 'active' state. Current state is deleted."),
        StudyRunException study => MlflowException.Invalid(study.Message),
        WorkersRunException worker => MlflowException.Invalid(worker.Message),
        OptionConflictException changed => MlflowException.Invalid($"Changing param values is not allowed. Param with key='{changed.Name}' was already logged with "
            + $"value='{Plain(changed.Kept)}'. Attempted logging new value '{Plain(changed.Given)}'."),
        ArtifactNameException name => MlflowException.Invalid(name.Message),
        ContentTooLargeException large => new("INVALID_PARAMETER_VALUE", StatusCodes.Status413PayloadTooLarge, large.Message),
        ContentFullException full => new("RESOURCE_EXHAUSTED", StatusCodes.Status507InsufficientStorage, full.Message),
        IngestionFullException full => new("RESOURCE_EXHAUSTED", StatusCodes.Status429TooManyRequests, full.Message),
        _ when Refused.TryExplain(failed, out var problem) => problem.Status switch
        {
            StatusCodes.Status503ServiceUnavailable => new("TEMPORARILY_UNAVAILABLE", problem.Status, problem.Detail),
            var status => new("BAD_REQUEST", status, problem.Detail),
        },
        _ => new("INTERNAL_ERROR", StatusCodes.Status500InternalServerError, "The server failed at this request; it is not your fault. Its log has the details."),
    };

    private static string Plain(string json) => JsonElement.Parse(json) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : json;

    private static MlflowException? OfStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new("ENDPOINT_NOT_FOUND", StatusCodes.Status404NotFound,
            $"There is no call {context.Request.Path}. What MLflow clients can call here is listed in docs/mlflow.md."),
        StatusCodes.Status405MethodNotAllowed => new("BAD_REQUEST", StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}."),
        >= 400 and var status => new("BAD_REQUEST", status, "The request was refused."),
        _ => null,
    };

    private static Task WriteAsync(HttpContext context, MlflowException error)
    {
        var allow = context.Response.Headers.Allow;
        context.Response.StatusCode = error.Status;
        context.Response.Headers.Allow = allow;
        return context.Response.WriteAsJsonAsync(new { ErrorCode = error.Code, error.Message }, MlflowJson.Options, "application/json", CancellationToken.None);
    }
}
