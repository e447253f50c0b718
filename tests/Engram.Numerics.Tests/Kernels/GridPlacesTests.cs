using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class GridPlacesTests
{
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 700).Select(index => MathF.Sin(index) * 1.01f).Select(number => Math.Clamp(number, -1, 1))];

    [Fact]
    public void Nothing_is_known_before_numbers_were_located()
    {
        var places = new GridPlaces(3);
        Assert.Equal((3, false), (places.Length, places.AreKnown));
        var exception = Assert.Throws<InvalidOperationException>(() => places.Range);
        Assert.Contains("average or locate them first", exception.Message, StringComparison.Ordinal);
        new FastGaussTransform(new GaussianGrid(10, 1, 0.5)).Locate([0.1f, -0.2f, 0.3f], new CellRange(0, 8), places);
        Assert.Equal((true, new CellRange(0, 8)), (places.AreKnown, places.Range));
        places.Forget();
        Assert.False(places.AreKnown);
    }

    [Fact]
    public void Averaging_leaves_the_same_as_locating()
    {
        var transform = new FastGaussTransform(new GaussianGrid(200, 1, 0.5));
        var range = transform.RangeOf(-1, 1);
        var (located, averaged) = (new GridPlaces(Numbers.Length), new GridPlaces(Numbers.Length));
        transform.Locate(Numbers, range, located);
        transform.Adopt(Enumerable.Repeat(0.5, 200).ToArray(), range);
        transform.Average(Numbers, range, (0, 1), Numbers, new float[Numbers.Length], [], subtract: false, averaged);
        Assert.Equal(Evidence(transform, located), Evidence(transform, averaged));
    }

    // Whatever their range is: a number on a border has its row after that of the last cell, beyond the tables of a smaller grid.
    [Fact]
    public void Places_of_another_grid_are_refused()
    {
        var (large, small) = (new FastGaussTransform(new GaussianGrid(10_000, 1, 0.5)), new FastGaussTransform(new GaussianGrid(200, 1, 0.5)));
        var places = new GridPlaces(Numbers.Length);
        large.Locate([.. Enumerable.Repeat(-1f, Numbers.Length)], new CellRange(0, 0), places);
        Refused();
        Assert.Throws<ArgumentException>(() => small.Average(Numbers, new CellRange(0, 198), (0, 1), [], new float[700], [], subtract: false, places));
        Refused(); // what could not begin has not made them the smaller grid's
        foreach (var (bound, width) in new[] { (1, 0.4), (2, 0.5) })
        {
            new FastGaussTransform(new GaussianGrid(200, bound, width)).Locate(Numbers, new CellRange(0, 198), places);
            Assert.Throws<ArgumentException>(() => Evidence(small, places));
        }

        small.Locate(Numbers, new CellRange(0, 198), places);
        Assert.NotEqual(0, Evidence(small, places).Sum());

        void Refused()
        {
            var exception = Assert.Throws<ArgumentException>(() => Evidence(small, places));
            Assert.StartsWith(
                "The numbers were located on a grid of 10000 centres, bound 1 and width 0.5; this transform's has 200 centres, bound 1 and width 0.5.",
                exception.Message, StringComparison.Ordinal);
            Assert.Equal("places", exception.ParamName);
        }
    }

    [Fact]
    public void Transforms_of_equal_grids_share_places()
    {
        var (one, other) = (new FastGaussTransform(new GaussianGrid(200, 1, 0.5)), new FastGaussTransform(new GaussianGrid(200, 1, 0.5)));
        var places = new GridPlaces(Numbers.Length);
        one.Locate(Numbers, new CellRange(0, 198), places);
        Assert.Equal(Evidence(one, places), Evidence(other, places));
    }

    // Narrow kernels leave weights behind, which those of wide ones are not.
    [Fact]
    public void Places_can_be_found_again_on_a_grid_of_another_width()
    {
        var (narrow, wide) = (new FastGaussTransform(new GaussianGrid(200, 1, 0.5)), new FastGaussTransform(new GaussianGrid(200, 1, 2)));
        var range = wide.RangeOf(-1, 1);
        var (used, unused) = (new GridPlaces(Numbers.Length), new GridPlaces(Numbers.Length));
        narrow.Locate(Numbers, narrow.RangeOf(-1, 1), used);
        wide.Locate(Numbers, range, used);
        wide.Locate(Numbers, range, unused);
        Assert.Equal(Evidence(wide, unused), Evidence(wide, used));
        Assert.All(unused.Weights.Span.ToArray(), weight => Assert.Equal(1, weight));
    }

    private static double[] Evidence(FastGaussTransform transform, GridPlaces places)
    {
        var evidence = new double[200];
        transform.Pour(Numbers, places, Numbers, signs: false);
        transform.Collect(places.Range, evidence, new long[200]);
        return evidence;
    }
}
