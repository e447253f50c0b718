using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Engram.Web.Api.Problems;

/// <summary>Turns bare status codes and exceptions into problems with words.</summary>
internal static class ProblemPages
{
    /// <summary>Answers problem+json for every status of 400 and more that has no body, and for every exception.</summary>
    public static void UseProblems(this IApplicationBuilder api)
    {
        api.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Explain(context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error, context),
            AllowStatusCode404Response = true,
            // What the caller did wrong is the caller's to read; the log is for what we did wrong.
            SuppressDiagnosticsCallback = failed => Refused.TryExplain(failed.Exception, out _),
        });
        api.UseStatusCodePages(bare => Of(bare.HttpContext).WriteAsync(bare.HttpContext));
    }

    private static Task Explain(Exception error, HttpContext context)
    {
        if (!Refused.TryExplain(error, out var problem))
        {
            problem = new("Our mistake", StatusCodes.Status500InternalServerError,
                $"The server failed at this request; it is not your fault. Its log has the details under {context.TraceIdentifier}.");
        }
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        return problem.WriteAsync(context);
    }

    private static Problem Of(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem.Missing($"There is nothing at {context.Request.Path}. GET /openapi/v1.json lists every address, "
            + "/docs shows them."),
        StatusCodes.Status405MethodNotAllowed => new("Method not allowed", StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}."),
        StatusCodes.Status415UnsupportedMediaType => Problem.MediaTypeRefused,
        var status => new(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, "The request was refused."),
    };
}
