using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>A call of <see cref="IKernels{T}.Map"/>.</summary>
internal sealed class MapCall<T>(Unary function, Place<T> x, Place<T> y) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => kernels.Map(function, x.Numbers, y.Numbers);
}

/// <summary>A call of <see cref="IKernels{T}.Combine"/>.</summary>
internal sealed class CombineCall<T>(Binary function, Place<T> a, int aStep, Place<T> b, int bStep, Place<T> y) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => kernels.Combine(function, a.Numbers, aStep, b.Numbers, bStep, y.Numbers);
}

/// <summary>A call of <see cref="IKernels{T}.AddScaled"/>.</summary>
internal sealed class AddScaledCall<T>(Place<T> a, Place<T> b, T factor, Place<T> y) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => kernels.AddScaled(a.Numbers, b.Numbers, factor, y.Numbers);
}

/// <summary>A call of <see cref="IKernels{T}.Reduce"/>.</summary>
internal sealed class ReduceCall<T>(Fold fold, Place<T> x, Place<T> y, int outer, int count, int inner) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => kernels.Reduce(fold, x.Numbers, y.Numbers, outer, count, inner);
}
