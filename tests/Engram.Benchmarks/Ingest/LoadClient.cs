using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Engram.Numerics.Random;

namespace Engram.Benchmarks.Ingest;

/// <summary>A client that logs as fast as it is answered: one connection, one request at a time, all bytes but the numbers that change made beforehand.</summary>
internal sealed class LoadClient : IDisposable
{
    // Steps are written with nine digits, so that the next batch differs from this one in the first six of each only.
    private const int FirstBlock = 100_000;

    private readonly TcpClient _tcp = new() { NoDelay = true };
    private readonly byte[] _request;
    private readonly int _number;
    private readonly int[] _steps;
    private readonly bool _binary;
    private readonly byte[] _answer = new byte[4_096];
    private int _block;

    public LoadClient(int port, Guid run, int batch, bool binary, RandomStream random)
    {
        _binary = binary;
        var (values, times, now) = (new double[batch], new long[batch], 1_700_000_000_000L);
        for (var i = 0; i < batch; i++)
        {
            values[i] = (float)(Math.Exp(-i / 500.0) + (0.1 * random.NextNormal()));
            times[i] = now += 1 + random.NextInt(5);
        }
        var body = binary ? Columns(values, times) : Json(values, times);
        var head = Encoding.ASCII.GetBytes($"POST /api/v1/runs/{run:N}/metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            + $"Content-Type: {(binary ? "application/octet-stream" : "application/json")}\r\nContent-Length: {body.Bytes.Length}\r\n\r\n");
        _request = [.. head, .. body.Bytes];
        _number = head.Length + body.Number;
        _steps = [.. body.Steps.Select(step => head.Length + step)];
        Bytes = body.Bytes.Length;
        _tcp.Connect("127.0.0.1", port);
    }

    /// <summary>Bytes of a body.</summary>
    public int Bytes { get; }

    /// <summary>Batches that were answered with 200.</summary>
    public int Batches { get; private set; }

    /// <summary>Answers 429, after each of which the batch was sent again.</summary>
    public int Refusals { get; private set; }

    /// <summary>Milliseconds from the first byte sent to the last byte of the answer, of each batch.</summary>
    public List<double> Latencies { get; } = [];

    /// <summary>Sends batch after batch.</summary>
    public async Task RunAsync(Func<bool> goesOn)
    {
        var stream = _tcp.GetStream();
        while (goesOn())
        {
            Number(_block);
            var begun = Stopwatch.GetTimestamp();
            await stream.WriteAsync(_request);
            var status = await ReadAsync(stream);
            if (status == 429)
            {
                Refusals++;
                await Task.Delay(50);
                continue;
            }
            if (status != 200) throw new InvalidOperationException(Encoding.UTF8.GetString(_answer).TrimEnd('\0'));
            Latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            Batches++;
            _block++;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private void Number(int block)
    {
        Span<byte> digits = stackalloc byte[6];
        (FirstBlock + block).TryFormat(digits, out _, provider: CultureInfo.InvariantCulture);
        digits.CopyTo(_request.AsSpan(_number));
        for (var i = 0; i < _steps.Length; i++)
        {
            if (_binary) BinaryPrimitives.WriteInt64LittleEndian(_request.AsSpan(_steps[i]), ((FirstBlock + block) * 1_000L) + i);
            else digits.CopyTo(_request.AsSpan(_steps[i]));
        }
    }

    private async Task<int> ReadAsync(NetworkStream stream)
    {
        for (var length = 0; ;)
        {
            var read = await stream.ReadAsync(_answer.AsMemory(length));
            if (read == 0) throw new InvalidOperationException("The server closed the connection.");
            length += read;
            if (IsWhole(_answer.AsSpan(0, length))) return int.Parse(_answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var body = answer.IndexOf("\r\n\r\n"u8);
        if (body < 0) return false;
        var length = answer[..body].IndexOf("Content-Length: "u8);
        if (length < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(length + 16)..body];
        if (digits.IndexOf((byte)'\r') is >= 0 and var end) digits = digits[..end];
        return answer.Length - body - 4 >= int.Parse(digits, CultureInfo.InvariantCulture);
    }

    private static (byte[] Bytes, int Number, IEnumerable<int> Steps) Json(double[] values, long[] times)
    {
        var text = new StringBuilder("{\"request\":");
        var number = text.Length;
        text.Append("000000,\"series\":[{\"key\":\"train/loss\",\"steps\":[");
        var first = text.Length;
        text.AppendJoin(',', Enumerable.Range(0, values.Length).Select(i => $"000000{i:D3}")).Append("],\"times\":[").AppendJoin(',', times)
            .Append("],\"values\":[").AppendJoin(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append("]}]}");
        return (Encoding.ASCII.GetBytes(text.ToString()), number, Enumerable.Range(0, values.Length).Select(i => first + (10 * i)));
    }

    private static (byte[] Bytes, int Number, IEnumerable<int> Steps) Columns(double[] values, long[] times)
    {
        var header = $$"""{"request":000000,"series":[{"key":"train/loss","count":{{values.Length}},"times":true}]}""";
        var start = (4 + header.Length + 7) / 8 * 8;
        var bytes = new byte[start + (24 * values.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(4));
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(start + (8 * (values.Length + i))), times[i]);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(start + (8 * ((2 * values.Length) + i))), values[i]);
        }
        return (bytes, 4 + header.IndexOf("000000", StringComparison.Ordinal), Enumerable.Range(0, values.Length).Select(i => start + (8 * i)));
    }
}
