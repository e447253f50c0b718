using Engram.Experiments.Options;

namespace Engram.Web.Api.Requests;

/// <summary>Finds what is wrong with a body beyond its shape, so that a request with faults of both kinds hears of all of them at once.</summary>
/// <typeparam name="T">What the body is read into.</typeparam>
internal interface IBodyCheck<in T>
{
    /// <summary>Adds what is wrong; stores nothing.</summary>
    /// <param name="body">The body, or what could be read of it.</param>
    /// <param name="errors">Receives faults.</param>
    /// <param name="ct">Ends the wait.</param>
    Task CheckAsync(T body, FieldErrors errors, CancellationToken ct);
}

/// <summary>Names the check of an endpoint's body.</summary>
/// <param name="Check">Runs it.</param>
internal sealed record BodyCheck(Func<HttpContext, object, FieldErrors, Task> Check);

/// <summary>How an endpoint names the check of its body.</summary>
internal static class BodyChecks
{
    /// <summary>Has a body with faults looked at for more of them.</summary>
    public static RouteHandlerBuilder CheckedBy<TCheck, TBody>(this RouteHandlerBuilder endpoint)
        where TCheck : IBodyCheck<TBody> => endpoint.WithMetadata(new BodyCheck((context, body, errors) =>
            context.RequestServices.GetRequiredService<TCheck>().CheckAsync((TBody)body, errors, context.RequestAborted)));
}
