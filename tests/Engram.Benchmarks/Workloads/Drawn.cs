using Engram.Numerics.Random;

namespace Engram.Benchmarks.Workloads;

/// <summary>Numbers for workloads: always the same, named by what they are for.</summary>
internal static class Drawn
{
    private static readonly RandomStream Root = RandomStream.FromSeed(20180521);

    /// <summary>Normal numbers with mean zero.</summary>
    public static float[] Normal(string name, int count, double deviation = 1)
    {
        var stream = Root.Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, deviation))];
    }

    /// <summary>Numbers spread evenly.</summary>
    public static float[] Uniform(string name, int count, double low, double high)
    {
        var stream = Root.Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextUniform(low, high))];
    }

    /// <summary>Whole numbers from 0 to below <paramref name="end"/>.</summary>
    public static int[] Integers(string name, int count, int end)
    {
        var stream = Root.Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => stream.NextInt(end))];
    }

    /// <summary>A stream for what draws its numbers itself.</summary>
    public static RandomStream Stream(string name) => Root.Split(name);
}
