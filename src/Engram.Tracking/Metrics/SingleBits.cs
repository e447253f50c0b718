namespace Engram.Tracking.Metrics;

/// <summary>Doubles that fit into 32 bits, by their bits: there and back nothing changes, not even a NaN's payload or its signalling bit.</summary>
/// <remarks>NaN is moved by hand, because what a processor's conversion does to it is the processor's own business.</remarks>
internal static class SingleBits
{
    private const int DroppedBits = 52 - 23;
    private const ulong SingleExponent = 0x7F80_0000;
    private const ulong SingleFraction = 0x007F_FFFF;
    private const ulong DoubleExponent = 0x7FF0_0000_0000_0000;

    /// <summary>True when <see cref="Widen"/> of <see cref="Narrow"/> gives the same 64 bits again.</summary>
    public static bool Fits(double value) => BitConverter.DoubleToInt64Bits(Widen(Narrow(value))) == BitConverter.DoubleToInt64Bits(value);

    /// <summary>The bits of the nearest single; of a NaN, its sign and the upper part of its payload.</summary>
    public static uint Narrow(double value)
    {
        if (!double.IsNaN(value)) return BitConverter.SingleToUInt32Bits((float)value);
        var bits = BitConverter.DoubleToUInt64Bits(value);
        return (uint)((bits >> 63 << 31) | SingleExponent | ((bits >> DroppedBits) & SingleFraction));
    }

    /// <summary>The double with the value, or for a NaN the payload, of a single.</summary>
    public static double Widen(uint single)
    {
        var value = BitConverter.UInt32BitsToSingle(single);
        if (!float.IsNaN(value)) return value;
        return BitConverter.UInt64BitsToDouble(((ulong)single >> 31 << 63) | DoubleExponent | ((single & SingleFraction) << DroppedBits));
    }
}
