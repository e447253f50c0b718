using System.Net.Http.Headers;
using System.Text;
using Engram.Tracking.Projects;
using Engram.Tracking.Runs;

namespace Engram.Web.Tests.Api.Metrics;

/// <summary>Runs that a test logs to from outside, and ways to send points to them.</summary>
internal static class LoggedRuns
{
    /// <summary>A new external run in a project of its own.</summary>
    public static async Task<string> StartRunAsync(this EngramInstance engram)
    {
        var now = TimeProvider.System.GetUtcNow();
        var project = new Project($"logged {Guid.CreateVersion7()}", "", now);
        await using var db = engram.Database.Context();
        db.Add(project);
        await db.SaveChangesAsync();
        var run = Guid.CreateVersion7();
        await new ExternalRunWrites(engram.Database.DataSource).StartAsync(new(run, project.Id, "from outside", "{}", now), default);
        return $"{run:N}";
    }

    public static string Metrics(string run) => $"/api/v1/runs/{run}/metrics";

    public static Task<Answer> LogAsync(this EngramInstance engram, string run, string json) =>
        engram.SendContentAsync(HttpMethod.Post, Metrics(run), new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));

    public static Task<Answer> LogAsync(this EngramInstance engram, string run, byte[] columns, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(columns);
        content.Headers.ContentType = new("application/octet-stream");
        return engram.SendContentAsync(HttpMethod.Post, Metrics(run), content, headers);
    }

    /// <summary>A frame of binary columns, written by the book and not by the program under test.</summary>
    public static byte[] Frame(string header, params Array[] columns)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var text = Encoding.UTF8.GetBytes(header);
        writer.Write(text.Length);
        writer.Write(text);
        while (bytes.Length % 8 != 0) writer.Write((byte)0);
        foreach (var column in columns)
        {
            foreach (var entry in column)
            {
                if (entry is long whole) writer.Write(whole);
                else writer.Write((double)entry);
            }
        }
        return bytes.ToArray();
    }
}
