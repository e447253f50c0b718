using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>The elementary functions that kernels over lanes need, in one precision.</summary>
/// <remarks>Made of correctly rounded operations only: a lane has the same bits at every width and on every machine. Nothing throws.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public interface ILaneFunctions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Sine and cosine of each lane. The sine of −0 is −0; NaN, ±∞ and angles beyond the largest give NaN.</summary>
    /// <param name="angle">rad.</param>
    /// <typeparam name="TLanes">The row.</typeparam>
    static abstract (TLanes Sin, TLanes Cos) SinCos<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, T>;

    /// <summary>Hyperbolic tangent of each lane: odd, ±1 at ±∞; NaN stays NaN, −0 stays −0.</summary>
    /// <param name="x">Any numbers.</param>
    /// <typeparam name="TLanes">The row.</typeparam>
    static abstract TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, T>;
}

/// <summary>Single precision: sine and cosine within 2 ulp up to 2^16 rad, tanh within 2.5 ulp.</summary>
public readonly struct SingleFunctions : ILaneFunctions<float>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLanes Sin, TLanes Cos) SinCos<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, float> => Sinusoid.Both(angle);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float> => HyperbolicTangent.Of(x);
}

/// <summary>Double precision: <see cref="Trigonometry"/> up to 10⁹ rad and <see cref="Hyperbolic"/>, lane by lane with their bits; within 1 ulp.</summary>
public readonly struct DoubleFunctions : ILaneFunctions<double>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLanes Sin, TLanes Cos) SinCos<TLanes>(TLanes angle)
        where TLanes : struct, ILanes<TLanes, double> => Trigonometry.SinCos(angle);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, double> => Hyperbolic.Tanh(x);
}
