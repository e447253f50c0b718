using System.Globalization;
using System.Text;
using Engram.Tracking.Runs;
using Engram.Tracking.Storage;
using Engram.Web.Api.Workers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Health;

/// <summary>Numbers about the instance in the text format of Prometheus.</summary>
internal static class PrometheusText
{
    private const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Runs by state, slots of the workers, age of the queue and listeners, as Prometheus reads them.</summary>
    /// <response code="200">The numbers.</response>
    internal static async Task<ContentHttpResult> Read(EngramDb db, EventFeed events, TimeProvider time, CancellationToken ct)
    {
        var byState = await db.Runs.Where(r => r.DeletedAt == null).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var oldest = await db.Runs.Where(r => r.State == RunState.Queued && r.DeletedAt == null).MinAsync(r => (DateTimeOffset?)r.SubmittedAt, ct);
        var text = new StringBuilder();
        Head("engram_runs", "Runs by state.");
        foreach (var state in Enum.GetValues<RunState>())
        {
            Line($"engram_runs{{state=\"{state.ToString().ToLowerInvariant()}\"}} {byState.GetValueOrDefault(state)}");
        }
        Head("engram_worker_slots", "Runs that the workers that are alive can execute at a time.");
        Line($"engram_worker_slots {await WorkersApi.SlotsAsync(db, ct)}");
        Head("engram_queue_oldest_seconds", "How long the run waits that was submitted first; 0 when none waits.");
        Line($"engram_queue_oldest_seconds {(oldest is null ? 0 : Math.Max(0, (time.GetUtcNow() - oldest.Value).TotalSeconds))}");
        Head("engram_event_subscribers", "Listeners to events of this host.");
        Line($"engram_event_subscribers {events.Subscribers}");
        return TypedResults.Text(text.ToString(), MediaType);

        void Head(string name, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name)
            .Append(" gauge\n");
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
