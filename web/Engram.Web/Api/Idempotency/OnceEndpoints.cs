namespace Engram.Web.Api.Idempotency;

/// <summary>Marks an endpoint that takes an <c>Idempotency-Key</c>.</summary>
internal sealed record TakesIdempotencyKey;

/// <summary>How an endpoint says that it happens once.</summary>
internal static class OnceEndpoints
{
    /// <summary>
    /// Obeys <c>Idempotency-Key</c>. The handler takes an <see cref="IdempotencyKey"/> and keeps it in the save that makes the thing.
    /// </summary>
    public static RouteHandlerBuilder Once(this RouteHandlerBuilder endpoint) =>
        endpoint.AddEndpointFilter<RouteHandlerBuilder, OnceFilter>().WithMetadata(new TakesIdempotencyKey());
}
