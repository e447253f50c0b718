using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Serialization;

/// <summary>Between numbers in memory and their little-endian bytes, which is what a safetensors file holds on every machine.</summary>
internal static class LittleEndian
{
    public static byte[] GetBytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        Swap(bytes, Unsafe.SizeOf<T>());
        return bytes;
    }

    public static void Read<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(target);
        Swap(target, Unsafe.SizeOf<T>());
    }

    private static void Swap(Span<byte> bytes, int elementSize)
    {
        if (BitConverter.IsLittleEndian)
        {
            return;
        }

        for (var start = 0; start < bytes.Length; start += elementSize)
        {
            bytes.Slice(start, elementSize).Reverse();
        }
    }
}
