using System.Numerics;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Capture;

/// <summary>Numbers that are copied as they lie.</summary>
internal sealed class CopyCall<T>(Place<T> source, Place<T> target) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => source.Numbers.CopyTo(target.Numbers);
}

/// <summary>Numbers that are copied as a layout shows them.</summary>
internal sealed class ViewCall<T>(T[] storage, Layout layout, Place<T> target) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => StridedCopy.ToDense(layout, storage, target.Numbers);
}

/// <summary>Numbers that become zero.</summary>
internal sealed class ZeroCall<T>(Place<T> target) : Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(IKernels<T> kernels) => target.Numbers.Clear();
}
