using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Engram.Tracking.Metrics;

namespace Engram.Web.Api.Metrics;

/// <summary>Every stored point of series, as CSV or as frames of binary columns, written as it is read: a run of any size takes the memory of some chunks.</summary>
/// <param name="series">The series.</param>
/// <param name="reader">Reads them.</param>
/// <param name="form"><see cref="SeriesForms.Csv"/> or <see cref="PointColumns.MediaType"/>.</param>
internal sealed class PointExport(IReadOnlyList<SeriesInfo> series, SeriesReader reader, string form) : IResult
{
    // Three numbers, their separators, and the ends of a line.
    private const int LongestNumbers = 96;
    private const int FlushedAt = 64 << 10;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = form == SeriesForms.Csv ? "text/csv; charset=utf-8" : form;
        var known = series.ToDictionary(one => one.Id);
        var names = series.ToDictionary(one => one.Id, one => Encoding.UTF8.GetBytes($"{SeriesForms.Quoted(one.Key)},{SeriesForms.Quoted(one.Task ?? "")},"));
        if (form == SeriesForms.Csv) await response.BodyWriter.WriteAsync("key,task,step,time,value\r\n"u8.ToArray(), ct);
        await foreach (var (id, block) in reader.StreamAsync([.. known.Keys], null, null, ct))
        {
            if (form == SeriesForms.Csv) await WriteCsvAsync(response.BodyWriter, names[id], block, ct);
            else await response.BodyWriter.WriteAsync(PointColumns.Frame(known[id].Key, known[id].Task, block.Steps, block.Times, block.Values), ct);
        }
        await response.BodyWriter.FlushAsync(ct);
    }

    private static async Task WriteCsvAsync(PipeWriter writer, byte[] name, Points points, CancellationToken ct)
    {
        for (var i = 0; i < points.Count; i++)
        {
            WriteLine(writer, name, points.Steps[i], points.Times[i], points.Values[i]);
            if (writer.UnflushedBytes >= FlushedAt) await writer.FlushAsync(ct);
        }
    }

    private static void WriteLine(PipeWriter writer, byte[] name, long step, long time, double value)
    {
        var line = writer.GetSpan(name.Length + LongestNumbers);
        name.CopyTo(line);
        var length = name.Length;
        Append(line, ref length, step, (byte)',');
        Append(line, ref length, time, (byte)',');
        // The shortest digits that read back to the same bits; NaN, Infinity and -Infinity by name.
        Append(line, ref length, value, (byte)'\r');
        line[length++] = (byte)'\n';
        writer.Advance(length);
    }

    private static void Append<T>(Span<byte> line, ref int length, T number, byte end)
        where T : IUtf8SpanFormattable
    {
        number.TryFormat(line[length..], out var written, "", CultureInfo.InvariantCulture);
        length += written;
        line[length++] = end;
    }
}
