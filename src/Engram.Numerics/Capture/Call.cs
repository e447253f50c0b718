using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Capture;

/// <summary>What a captured step does once in every run, with the places of the numbers it does it to.</summary>
/// <remarks>A class, because a step is a list of many kinds: finding a method of an interface would take as long as a small kernel.</remarks>
internal abstract class Call<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public abstract void Run(IKernels<T> kernels);
}
