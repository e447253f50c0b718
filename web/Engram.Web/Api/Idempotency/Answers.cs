using Engram.Tracking.Idempotency;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Idempotency;

/// <summary>Sends an answer and keeps a copy under the request's key.</summary>
internal sealed class KeptAnswer(IResult answer, KeyedRequest request) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, wire) = (httpContext.Response, httpContext.Response.Body);
        using var copy = new MemoryStream();
        response.Body = copy;
        try
        {
            await answer.ExecuteAsync(httpContext);
        }
        finally
        {
            response.Body = wire;
        }
        await KeepAsync(httpContext, copy.ToArray());
        await wire.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), httpContext.RequestAborted);
    }

    // A caller that went away must find the answer when it asks again: no cancellation.
    private async Task KeepAsync(HttpContext context, byte[] content)
    {
        var db = context.RequestServices.GetRequiredService<EngramDb>();
        var forgotten = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - KeyedRequest.Kept;
        var (status, location) = (context.Response.StatusCode, context.Response.Headers.Location.ToString());
        await db.KeyedRequests.Where(r => r.Key == request.Key).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Status, status).SetProperty(r => r.Location, location).SetProperty(r => r.Answer, content),
                CancellationToken.None);
        await db.KeyedRequests.Where(r => r.CreatedAt < forgotten).ExecuteDeleteAsync(CancellationToken.None);
    }
}

/// <summary>Sends the answer that the same request got before; <c>Idempotency-Replayed: true</c> says so.</summary>
internal sealed class RepeatedAnswer(KeyedRequest request) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = request.Status!.Value;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.Location = request.Location;
        response.Headers["Idempotency-Replayed"] = "true";
        return response.Body.WriteAsync(request.Answer, httpContext.RequestAborted).AsTask();
    }
}
