using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>A pass over numbers that is written once for every vector width, its loop included: what does not change stays in registers.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface ILanePass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does as many full rows of lanes as there are, from <paramref name="start"/> on.</summary>
    /// <returns>The first number that is left.</returns>
    int Run<TLanes>(int start)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>Runs passes.</summary>
internal static class LanePass
{
    /// <summary>Does <paramref name="length"/> numbers: rows of the given width first, what is left with rows half as wide, and so on.</summary>
    /// <remarks>A width is tried only where it has something to do: the compiler would learn from calls without work that a loop hardly ever runs.</remarks>
    public static void Run<T, TPass>(scoped ref TPass pass, int length, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPass : struct, ILanePass<T>, allows ref struct => Run<T, TPass>(ref pass, 0, length, width);

    /// <summary>The same from some number on.</summary>
    public static void Run<T, TPass>(scoped ref TPass pass, int done, int length, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TPass : struct, ILanePass<T>, allows ref struct
    {
        if (width >= VectorWidth.Bits512 && length - done >= Lanes512<T>.Count)
        {
            done = pass.Run<Lanes512<T>>(done);
        }

        if (width >= VectorWidth.Bits256 && length - done >= Lanes256<T>.Count)
        {
            done = pass.Run<Lanes256<T>>(done);
        }

        if (width >= VectorWidth.Bits128 && length - done >= Lanes128<T>.Count)
        {
            done = pass.Run<Lanes128<T>>(done);
        }

        if (done < length)
        {
            pass.Run<SingleLane<T>>(done);
        }
    }
}
