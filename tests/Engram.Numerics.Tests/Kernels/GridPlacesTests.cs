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

    private static double[] Evidence(FastGaussTransform transform, GridPlaces places)
    {
        var evidence = new double[200];
        transform.Pour(Numbers, places, Numbers, signs: false);
        transform.Collect(places.Range, evidence, new long[200]);
        return evidence;
    }
}
