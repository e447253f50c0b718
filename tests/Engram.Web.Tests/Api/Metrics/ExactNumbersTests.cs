using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Numerics.Random;
using Engram.Testing;

namespace Engram.Web.Tests.Api.Metrics;

/// <summary>Every double by its bits and every whole number of 64 bits, in by each door and out by each.</summary>
public sealed class ExactNumbersTests(EngramInstance engram)
{
    private const int Count = 20_000;

    [Fact]
    public async Task Columns_keep_every_bit_of_every_number_those_of_NaN_too()
    {
        var (run, steps, times, values) = await NumbersAsync(1);
        var header = $$"""{"series": [{"key": "odd", "count": {{Count}}, "times": true}]}""";
        Assert.Equal(200, (await engram.LogAsync(run, LoggedRuns.Frame(header, steps, times, values))).Status);
        var (gotSteps, gotTimes, gotValues) = Columns((await engram.GetAsync(Series(run), ("Accept", "application/octet-stream"))).Bytes);
        Assert.Equal(steps, gotSteps);
        Assert.Equal(times, gotTimes);
        Assert.Equal(Bits(values), Bits(gotValues));
        await RequireTextsAsync(run, steps, times, values);
    }

    [Fact]
    public async Task JSON_keeps_every_number_and_says_NaN_for_every_NaN()
    {
        var (run, steps, times, values) = await NumbersAsync(2);
        var body = new StringBuilder("{\"series\": [{\"key\": \"odd\", ");
        body.Append(CultureInfo.InvariantCulture, $"\"steps\": [{string.Join(',', steps)}], \"times\": [{string.Join(',', times)}], \"values\": [");
        body.AppendJoin(',', values.Select(Json)).Append("]}]}");
        Assert.Equal(200, (await engram.LogAsync(run, body.ToString())).Status);
        var (gotSteps, gotTimes, gotValues) = Columns((await engram.GetAsync(Series(run), ("Accept", "application/octet-stream"))).Bytes);
        Assert.Equal(steps, gotSteps);
        Assert.Equal(times, gotTimes);
        Assert.Equal(Bits([.. values.Select(OddNumbers.ByText)]), Bits(gotValues));
        await RequireTextsAsync(run, steps, times, values);
    }

    private async Task RequireTextsAsync(string run, long[] steps, long[] times, double[] values)
    {
        long[] expected = Bits([.. values.Select(OddNumbers.ByText)]);
        var json = (await engram.GetAsync(Series(run))).Json["series"]![0]!;
        Assert.Equal(steps, json["steps"]!.AsArray().Select(step => step!.GetValue<long>()));
        Assert.Equal(times, json["times"]!.AsArray().Select(time => time!.GetValue<long>()));
        Assert.Equal(expected, Bits([.. json["values"]!.AsArray().Select(Number)]));

        var csv = (await engram.GetAsync(Series(run), ("Accept", "text/csv"))).Text.TrimEnd().Split("\r\n")[1..].Select(line => line.Split(',')).ToList();
        Assert.Equal(steps, csv.Select(line => long.Parse(line[3], CultureInfo.InvariantCulture)));
        Assert.Equal(times, csv.Select(line => long.Parse(line[4], CultureInfo.InvariantCulture)));
        Assert.Equal(expected, Bits([.. csv.Select(line => double.Parse(line[5], CultureInfo.InvariantCulture))]));
    }

    private async Task<(string Run, long[] Steps, long[] Times, double[] Values)> NumbersAsync(ulong seed)
    {
        var random = RandomStream.FromSeed(seed);
        return (await engram.StartRunAsync(), OddNumbers.RandomSteps(random, Count), [.. Enumerable.Range(0, Count).Select(_ => (long)random.NextUInt64())], OddNumbers.RandomDoubles(random, Count));
    }

    private static string Series(string run) => $"/api/v1/series?run={run}&key=odd&points=1000000";

    private static (long[] Steps, long[] Times, double[] Values) Columns(byte[] bytes)
    {
        var columns = bytes.AsSpan()[((4 + BitConverter.ToInt32(bytes) + 7) / 8 * 8)..];
        return (MemoryMarshal.Cast<byte, long>(columns)[..Count].ToArray(), MemoryMarshal.Cast<byte, long>(columns)[Count..(2 * Count)].ToArray(),
            MemoryMarshal.Cast<byte, double>(columns)[(2 * Count)..].ToArray());
    }

    private static string Json(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture)
        : $"\"{value.ToString(CultureInfo.InvariantCulture)}\"";

    private static double Number(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String
        ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture) : node.GetValue<double>();

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
