using System.Runtime.CompilerServices;

namespace Engram.Numerics.Serialization;

/// <summary>What one element of a stored tensor is. The order is that of the safetensors reference implementation: wider elements later.</summary>
public enum ElementType
{
    /// <summary>A truth value in one byte, 0 or 1; <see cref="bool"/>.</summary>
    Bool,

    /// <summary>An unsigned byte.</summary>
    U8,

    /// <summary>A signed 32-bit integer.</summary>
    I32,

    /// <summary>A <see cref="float"/>.</summary>
    F32,

    /// <summary>A <see cref="double"/>.</summary>
    F64,

    /// <summary>A signed 64-bit integer.</summary>
    I64,
}

/// <summary>Names, sizes and .NET types of the element types.</summary>
internal static class ElementTypes
{
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.U8 => 1,
        ElementType.I32 or ElementType.F32 => 4,
        ElementType.I64 or ElementType.F64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such element type."),
    };

    public static string Tag(this ElementType type) => type switch
    {
        ElementType.Bool => "BOOL",
        _ => type.ToString(),
    };

    public static ElementType? FromTag(string tag)
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            if (type.Tag() == tag)
            {
                return type;
            }
        }

        return null;
    }

    public static ElementType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) { return ElementType.F32; }
        if (typeof(T) == typeof(double)) { return ElementType.F64; }
        if (typeof(T) == typeof(long)) { return ElementType.I64; }
        if (typeof(T) == typeof(int)) { return ElementType.I32; }
        if (typeof(T) == typeof(byte)) { return ElementType.U8; }
        if (typeof(T) == typeof(bool)) { return ElementType.Bool; }
        throw new NotSupportedException(
            $"Tensors of {typeof(T)} cannot be stored. Use float, double, long, int, byte or bool (element size here: {Unsafe.SizeOf<T>()} bytes).");
    }
}
