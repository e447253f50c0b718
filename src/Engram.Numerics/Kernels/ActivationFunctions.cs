using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>max(x, 0); NaN stays NaN.</summary>
internal readonly struct Rectified<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereLess(x, TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Zero), x);
}

/// <summary>g where y &gt; 0, 0 where y ≤ 0: the derivative of <see cref="Rectified{T}"/> from its result. Where y is NaN, g passes, so that a fault
/// stays visible.</summary>
internal readonly struct RectifiedSlope<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes y, TLanes g)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereLess(y, TLanes.Broadcast(T.Epsilon), TLanes.Broadcast(T.Zero), g); // y < ε is y ≤ 0
}

/// <summary>g (1 − y²): the derivative of tanh from its result y.</summary>
internal readonly struct TanhSlopeOf<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes y, TLanes g)
        where TLanes : struct, ILanes<TLanes, T> => g * TLanes.FusedMultiplyAdd(y ^ TLanes.Broadcast(T.NegativeZero), y, TLanes.Broadcast(T.One));
}

/// <summary>g y (1 − y): the derivative of the logistic function from its result y.</summary>
internal readonly struct SigmoidSlopeOf<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes y, TLanes g)
        where TLanes : struct, ILanes<TLanes, T> => g * (y * (TLanes.Broadcast(T.One) - y));
}
