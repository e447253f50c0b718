using System.ComponentModel.DataAnnotations;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Engram.Tracking.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Web.Live;

/// <summary>What changes, as it changes, over server-sent events.</summary>
internal static class EventsApi
{
    // Proxies cut connections on which nothing comes; and a client that went away is noticed at the next write.
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(15);

    /// <summary>Maps <c>/events</c>.</summary>
    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGroup("").WithTags("Events").MapGet("/events", Listen).Produces<RunEvent>(StatusCodes.Status200OK, "text/event-stream");

    /// <summary>Changes as server-sent events: identifiers and a word, what it is now is to be fetched.</summary>
    /// <param name="run">Identifiers of runs; repeat the parameter for more than one.</param>
    /// <param name="study">Identifiers of studies, with all their runs; repeat the parameter for more than one. Without run and study:
    /// everything.</param>
    /// <response code="200">
    /// The event's name says what changed: <c>state</c>, <c>progress</c>, <c>tasks</c>, <c>series</c>, <c>checkpoints</c>, <c>log</c>, <c>study</c>;
    /// <c>missed</c> when some
    /// were lost and everything is to be read anew; <c>alive</c> at the beginning and every 15 seconds.
    /// </response>
    internal static ServerSentEventsResult<RunEvent?> Listen(
        EventFeed feed, IHostApplicationLifetime host, TimeProvider time, CancellationToken ct, [FromQuery, Length(0, 1_000)] Guid[]? run = null,
            [FromQuery, Length(0, 1_000)] Guid[]? study = null)
    {
        var filter = new EventFilter((run ?? []).ToHashSet(), (study ?? []).ToHashSet());
        return TypedResults.ServerSentEvents(ReadAsync(feed, filter, host, time, ct));
    }

    private static async IAsyncEnumerable<SseItem<RunEvent?>> ReadAsync(
        EventFeed feed, EventFilter filter, IHostApplicationLifetime host, TimeProvider time, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, host.ApplicationStopping);
        using var subscription = feed.Subscribe(filter);
        using var stop = ends.Token.Register(subscription.Dispose); // Lets the reader finish instead of failing.
        yield return Alive;
        var events = subscription.ReadAllAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        var (next, pulse) = (events.MoveNextAsync().AsTask(), Task.Delay(Pulse, time, ends.Token));
        try
        {
            while (true)
            {
                await Task.WhenAny(next, pulse);
                if (pulse.IsCompletedSuccessfully)
                {
                    yield return Alive;
                    pulse = Task.Delay(Pulse, time, ends.Token);
                }
                else if (!await next) yield break;
                else
                {
                    yield return Item(events.Current);
                    next = events.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            // The reader may still be waiting for its next event: it ends with the subscription.
            subscription.Dispose();
            await next;
            await events.DisposeAsync();
        }
    }

    private static SseItem<RunEvent?> Alive => new(null, "alive");

    private static SseItem<RunEvent?> Item(RunEvent happened) => new(happened, JsonNamingPolicy.KebabCaseLower.ConvertName(happened.Kind.ToString()));
}
