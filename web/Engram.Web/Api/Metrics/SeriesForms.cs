using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Engram.Web.Api.Json;

namespace Engram.Web.Api.Metrics;

/// <summary>Points as CSV or as binary columns.</summary>
/// <param name="answer">The points.</param>
/// <param name="form"><see cref="Csv"/> or <see cref="Binary"/>.</param>
internal sealed class SeriesForms(PointsAnswer answer, string form) : IResult
{
    /// <summary>One line a point.</summary>
    public const string Csv = "text/csv";

    /// <summary>A JSON header and raw columns.</summary>
    public const string Binary = "application/octet-stream";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = form == Csv ? "text/csv; charset=utf-8" : form;
        return form == Csv ? WriteCsvAsync(httpContext.Response, httpContext.RequestAborted)
            : WriteBinaryAsync(httpContext.Response, httpContext.RequestAborted);
    }

    private async Task WriteCsvAsync(HttpResponse response, CancellationToken ct)
    {
        var text = new StringBuilder("run,key,task,step,time,value\r\n");
        foreach (var series in answer.Series)
        {
            var name = $"{series.Run:N},{Quoted(series.Key)},{Quoted(series.Task ?? "")}";
            for (var i = 0; i < series.Shown; i++)
            {
                // The shortest digits that read back to the same bits; NaN, Infinity and -Infinity by name.
                text.Append(CultureInfo.InvariantCulture, $"{name},{series.Steps[i]},{series.Times[i]},{series.Values[i]:R}\r\n");
            }
            await response.WriteAsync(text.ToString(), ct);
            text.Clear();
        }
        await response.WriteAsync(text.ToString(), ct);
    }

    private async Task WriteBinaryAsync(HttpResponse response, CancellationToken ct)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new { series = answer.Series.Select(s => new { s.Run, s.Key, s.Task, s.Total, s.Shown, s.NotFinite }) }, WireFormat.Options);
        var start = new byte[(4 + header.Length + 7) / 8 * 8];
        BinaryPrimitives.WriteInt32LittleEndian(start, header.Length);
        header.CopyTo(start.AsSpan(4));
        await response.Body.WriteAsync(start, ct);
        foreach (var series in answer.Series)
        {
            await response.Body.WriteAsync(Bytes<long>(series.Steps), ct);
            await response.Body.WriteAsync(Bytes<long>(series.Times), ct);
            await response.Body.WriteAsync(Bytes<double>(series.Values), ct);
        }
    }

    // Little-endian, as every machine that .NET 10 runs on.
    private static byte[] Bytes<T>(T[] column)
        where T : struct => MemoryMarshal.AsBytes(column.AsSpan()).ToArray();

    /// <summary>A field of CSV, by RFC 4180.</summary>
    public static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
