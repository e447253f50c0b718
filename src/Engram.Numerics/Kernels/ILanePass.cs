namespace Engram.Numerics.Kernels;

/// <summary>A pass over single-precision numbers that is written once for every vector width.</summary>
internal interface ILanePass
{
    /// <summary>Does as many full rows of lanes as there are, from <paramref name="start"/> on.</summary>
    /// <returns>The first number that is left.</returns>
    int Run<TLanes>(int start)
        where TLanes : struct, ILanes<TLanes, float>;
}

/// <summary>Runs passes.</summary>
internal static class LanePass
{
    /// <summary>Does <paramref name="length"/> numbers: rows of the given width first, what is left with rows half as wide, and so on.</summary>
    public static void Run<TPass>(scoped ref TPass pass, int length, VectorWidth width)
        where TPass : struct, ILanePass, allows ref struct
    {
        var done = 0;
        if (width >= VectorWidth.Bits512 && length - done >= Lanes512<float>.Count)
        {
            done = pass.Run<Lanes512<float>>(done);
        }

        if (width >= VectorWidth.Bits256 && length - done >= Lanes256<float>.Count)
        {
            done = pass.Run<Lanes256<float>>(done);
        }

        if (width >= VectorWidth.Bits128 && length - done >= Lanes128<float>.Count)
        {
            done = pass.Run<Lanes128<float>>(done);
        }

        if (done < length)
        {
            pass.Run<SingleLane<float>>(done);
        }
    }
}
