using System.Security.Cryptography;
using System.Text;
using Engram.Tracking.Idempotency;
using Engram.Tracking.Storage;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Api.Idempotency;

/// <summary>Lets a creating request with an <c>Idempotency-Key</c> happen once, however often it is sent.</summary>
internal sealed class OnceFilter : IEndpointFilter
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    // The first request may be between its commit and its answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.TryGetValue(Header, out var values)) return await next(context);
        if (values is not [{ Length: >= 1 and <= 255 } text] || !text.All(c => c is > ' ' and <= '~'))
        {
            return new Invalid(Header, "A key is 1 to 255 visible ASCII characters without spaces, for example a UUID; give it once.");
        }

        var services = http.RequestServices;
        var (key, time) = (services.GetRequiredService<IdempotencyKey>(), services.GetRequiredService<TimeProvider>());
        var hash = Hash(http.Request, context.Arguments.OfType<ISent>().SingleOrDefault());
        key.Request = new() { Key = text, Hash = hash, CreatedAt = time.GetUtcNow() };
        while (true)
        {
            if (await FindAsync(http, key.Request) is not { } before)
            {
                try
                {
                    return await FirstAsync(context, next, key);
                }
                catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation,
                    TableName: "keyed_requests" })
                {
                    // Another was quicker. What this one was about to save must not be saved if it is its turn after all.
                    Db(http).ChangeTracker.Clear();
                }
            }
            else if (await AgainAsync(http, key.Request, before) is { } answer)
            {
                return answer;
            }
        }
    }

    private static async ValueTask<object?> FirstAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, IdempotencyKey key)
    {
        var http = context.HttpContext;
        object? result = null;
        try
        {
            result = await next(context);
        }
        finally
        {
            // What was refused was not made: the key is free again.
            if (key.IsKept && !HasMade(result)) await Row(http, key.Request!).ExecuteDeleteAsync(CancellationToken.None);
        }
        return key.IsKept ? new KeptAnswer((IResult)result!, key.Request!) : result;
    }

    // Null when the first request was refused while this one waited: the key is free again.
    private static async Task<IResult?> AgainAsync(HttpContext http, KeyedRequest now, KeyedRequest? before)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        for (var asked = time.GetTimestamp(); before is { Answer: null } && IsSame(before, now) && time.GetElapsedTime(asked) < Patience;
            before = await FindAsync(http, now))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, http.RequestAborted);
        }
        if (before is null) return null;
        if (!IsSame(before, now))
        {
            return new Conflicting($"The key '{now.Key}' was used for another request; it is remembered for {KeyedRequest.Kept.TotalDays} days. "
                + "Choose a new key for a new request.");
        }
        return before.Answer is not null ? new RepeatedAnswer(before)
            : new Conflicting($"The request with the key '{now.Key}' was carried out at {before.CreatedAt:O}, but the server stopped before it had "
                + "answered. Look for what it made instead of sending it again.");
    }

    private static bool IsSame(KeyedRequest before, KeyedRequest now) => before.Hash.AsSpan().SequenceEqual(now.Hash);

    private static async Task<KeyedRequest?> FindAsync(HttpContext http, KeyedRequest now)
    {
        var requests = Db(http).KeyedRequests;
        var before = await requests.AsNoTracking().SingleOrDefaultAsync(r => r.Key == now.Key, http.RequestAborted);
        if (before is null || before.CreatedAt >= now.CreatedAt - KeyedRequest.Kept) return before;
        // Kept long enough; it would only stand in the way of the new one. Not one that another caller put in its place by now.
        await requests.Where(r => r.Key == now.Key && r.CreatedAt == before.CreatedAt).ExecuteDeleteAsync(http.RequestAborted);
        return null;
    }

    private static IQueryable<KeyedRequest> Row(HttpContext http, KeyedRequest request) =>
        Db(http).KeyedRequests.Where(r => r.Key == request.Key && r.Hash == request.Hash && r.Answer == null);

    private static EngramDb Db(HttpContext http) => http.RequestServices.GetRequiredService<EngramDb>();

    private static bool HasMade(object? result) =>
        (result is INestedHttpResult nested ? nested.Result : result) is IStatusCodeHttpResult { StatusCode: >= 200 and < 300 };

    private static byte[] Hash(HttpRequest request, ISent? body) => SHA256.HashData(
        [.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"), .. body is null ? [] : body.Bytes.Span]);
}
