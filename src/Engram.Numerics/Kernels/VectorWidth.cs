using System.Runtime.Intrinsics;

namespace Engram.Numerics.Kernels;

/// <summary>How many bits are computed side by side. A matter of speed only: results have the same bits at every width.</summary>
public enum VectorWidth
{
#pragma warning disable CA1720 // "Single" says how many numbers, as in SingleLane; no type is meant.
    /// <summary>One number at a time.</summary>
    Single = 1,
#pragma warning restore CA1720

    /// <summary>128 bits: SSE, NEON.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Which widths this machine has.</summary>
public static class VectorWidths
{
    /// <summary>The widest that the processor executes as such. Wider ones would run, in software and many times slower.</summary>
    public static readonly VectorWidth Widest =
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Bits128
        : VectorWidth.Single;
}
