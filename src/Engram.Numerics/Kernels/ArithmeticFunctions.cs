using System.Numerics;

namespace Engram.Numerics.Kernels;

internal readonly struct Sum<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => a + b;
}

internal readonly struct Difference<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => a - b;
}

internal readonly struct Product<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => a * b;
}

internal readonly struct Quotient<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => a / b;
}

/// <summary>The same magnitude with the other sign; −0 for 0, as IEEE 754 has it.</summary>
internal readonly struct Negation<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => x ^ TLanes.Broadcast(T.NegativeZero);
}

internal readonly struct Square<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => x * x;
}

internal readonly struct SquareRoot<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.SquareRoot(x);
}

/// <summary>|x|: the sign bit is taken away.</summary>
internal readonly struct Magnitude<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T> => (x | TLanes.Broadcast(T.NegativeZero)) ^ TLanes.Broadcast(T.NegativeZero);
}

/// <summary>−1, 0 or 1; a NaN stays one.</summary>
internal readonly struct SignOf<T> : IUnaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T>
    {
        var zero = TLanes.Broadcast(T.Zero);
        return TLanes.WhereLess(zero, x, TLanes.Broadcast(T.One), TLanes.WhereLess(x, zero, TLanes.Broadcast(T.NegativeOne), x));
    }
}

/// <summary>1 where a &lt; b, else 0; a NaN is not less.</summary>
internal readonly struct IsLess<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereLess(a, b, TLanes.Broadcast(T.One), TLanes.Broadcast(T.Zero));
}

/// <summary>1 where a = b, else 0; a NaN equals nothing.</summary>
internal readonly struct IsEqual<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereEqual(a, b, TLanes.Broadcast(T.One), TLanes.Broadcast(T.Zero));
}

/// <summary>a where b ≠ 0, else 0. A NaN in b counts as not 0; what is left out may be NaN.</summary>
internal readonly struct WhereNotZero<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereEqual(b, TLanes.Broadcast(T.Zero), TLanes.Broadcast(T.Zero), a);
}

/// <summary>The larger; NaN if one of the two is.</summary>
internal readonly struct Larger<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereEqual(a, a, TLanes.WhereLess(b, a, a, b), a);
}

/// <summary>The smaller; NaN if one of the two is.</summary>
internal readonly struct Smaller<T> : IBinaryFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes, T> => TLanes.WhereEqual(a, a, TLanes.WhereLess(a, b, a, b), a);
}
