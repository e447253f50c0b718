namespace Engram.Numerics.Kernels;

/// <summary>A function made of one e^a, in two halves: a of x, and f of x and e^a. In between lies <see cref="Exponential.Reduce"/>.</summary>
/// <typeparam name="TSelf">The function.</typeparam>
internal interface IExponentialFunction<TSelf> : IElementaryFunction
    where TSelf : struct, IExponentialFunction<TSelf>
{
    /// <summary>a, from −104 to 89; NaN where x is.</summary>
    static abstract TLanes Exponent<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes, float>;

    /// <summary>f(x) from n and e^r − 1 for a = n ln 2 + r.</summary>
    static abstract TLanes FromPower<TLanes>(TLanes x, TLanes n, TLanes powerLessOne)
        where TLanes : struct, ILanes<TLanes, float>;

    /// <inheritdoc/>
    static int IUnaryFunction<float>.InFours<TLanes>(ReadOnlySpan<float> x, Span<float> target) => ExponentialPipeline.Map<TSelf, TLanes>(x, target);
}
