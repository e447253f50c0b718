using System.Text.Json.Nodes;
using Engram.Tracking.Metrics;
using Engram.Web.Api.Runs;

namespace Engram.Web.Tests.Api.Runs;

public sealed class RunReplaysTests(EngramInstance engram)
{
    [Fact]
    public async Task A_replay_has_the_same_bits_durations_aside()
    {
        var original = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 50 }, seeds: "4")))[0];
        var replay = await engram.PostAsync($"/api/v1/runs/{original}/replay");
        Assert.Equal(201, replay.Status);
        await EngramInstance.UntilAsync(async () =>
            (await engram.GetAsync($"/api/v1/runs/{replay.Id}")).Json["state"]!.GetValue<string>() == "succeeded");

        var difference = (await engram.GetAsync($"/api/v1/runs/{original}/difference?with={replay.Id}")).Json;
        Assert.True(difference["identical"]!.GetValue<bool>(), difference.ToJsonString());
        Assert.Equal(8, difference["series"]!.AsArray().Count);
        Assert.Equal(["duration"], difference["series"]!.AsArray().Where(series => series!["isTiming"]!.GetValue<bool>())
            .Select(series => series!["key"]!.GetValue<string>()).Distinct());
        Assert.Equal(2, difference["checkpoints"]!.AsArray().Count);
    }

    [Fact]
    public async Task Another_seed_differs_and_says_where()
    {
        var runs = await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 5 }, seeds: "1..2"));
        var difference = (await engram.GetAsync($"/api/v1/runs/{runs[0]}/difference?with={runs[1]}")).Json;
        Assert.False(difference["identical"]!.GetValue<bool>());
        var position = difference["series"]!.AsArray().First(series => series!["key"]!.GetValue<string>() == "position")!;
        Assert.Equal((false, 0), (position["identical"]!.GetValue<bool>(), position["firstDifference"]!.GetValue<int>()));
        Assert.True(difference["series"]!.AsArray()
            .First(series => series!["key"]!.GetValue<string>() == "odd")!["identical"]!.GetValue<bool>()); // NaN, −0 and infinities included.
    }

    [Fact]
    public void A_bit_is_a_difference()
    {
        var place = new SeriesPlace("loss", null, null);
        Assert.True(SeriesDifference.Of(place, Points(double.NaN, -0.0), Points(double.NaN, -0.0), false).Identical);
        Assert.Equal(1, SeriesDifference.Of(place, Points(1, -0.0), Points(1, 0.0), false).FirstDifference);
        Assert.Equal(0, SeriesDifference.Of(place, Points(double.NaN),
            Points(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(double.NaN) ^ 1)), false).FirstDifference);
        Assert.Equal(1, SeriesDifference.Of(place, Points(1), Points(1, 2), false).FirstDifference);
        Assert.Equal(0, SeriesDifference.Of(place, null, Points(1), false).FirstDifference);
    }

    private static Points Points(params double[] values) => new([.. Enumerable.Range(0, values.Length).Select(i => (long)i)], new long[values.Length],
        values);
}
