using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>What this machine's processor can do, as far as the speed of numbers depends on it.</summary>
public static class Processor
{
    /// <summary>Whether it has fused multiply-add instructions. Every x64 processor with AVX2 and every ARM64 processor has.</summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>What runs side by side, for instance "512-bit vectors with fused multiply-add".</summary>
    public static string Summary => Describe(VectorWidths.Widest, HasFusedMultiplyAdd);

    /// <summary>What a person should know before starting work here; null where all is well.</summary>
    public static string? Warning => Warn(HasFusedMultiplyAdd);

    internal static string Describe(VectorWidth width, bool fused) =>
        $"{(width == VectorWidth.Single ? "no vectors" : $"{(int)width}-bit vectors")} {(fused ? "with" : "without")} fused multiply-add";

    internal static string? Warn(bool fused) => fused
        ? null
        : "This processor has no fused multiply-add (or the runtime was told not to use it: DOTNET_EnableAVX2=0, DOTNET_EnableHWIntrinsic=0). "
            + "Results are the same to the bit, but networks and memories are computed a hundred times slower. Use a machine with AVX2 or ARM64.";
}
