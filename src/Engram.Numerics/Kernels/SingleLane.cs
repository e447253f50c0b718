using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>One number: the width of processors without vectors, of tails, and the plain reference in tests.</summary>
internal readonly struct SingleLane<T>(T value) : ILanes<SingleLane<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _value = value;

    /// <summary>The number.</summary>
    public T Value => _value;

    public static int Count => 1;

    public static int Registers => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Load(ref readonly T source, nint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => Unsafe.Add(ref target, offset) = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> LoadFirst(ref readonly T source, nint offset, int count) => Load(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFirst(ref T target, nint offset, int count) => Store(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator +(SingleLane<T> left, SingleLane<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator -(SingleLane<T> left, SingleLane<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator -(SingleLane<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator *(SingleLane<T> left, SingleLane<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator /(SingleLane<T> left, SingleLane<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> FusedMultiplyAdd(SingleLane<T> left, SingleLane<T> right, SingleLane<T> addend) =>
        new(T.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> FusedMultiplySubtractFrom(SingleLane<T> left, SingleLane<T> right, SingleLane<T> addend) =>
        new(T.FusedMultiplyAdd(-left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> WhereLess(SingleLane<T> left, SingleLane<T> right, SingleLane<T> yes, SingleLane<T> no) =>
        left._value < right._value ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> WhereEqual(SingleLane<T> left, SingleLane<T> right, SingleLane<T> yes, SingleLane<T> no) =>
        left._value == right._value ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Smaller(SingleLane<T> left, SingleLane<T> right) => left._value < right._value ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Larger(SingleLane<T> left, SingleLane<T> right) => left._value > right._value ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(SingleLane<T> left, SingleLane<T> right) => left._value < right._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Whole(SingleLane<T> value) => new(T.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> TimesPowerOfTwo(SingleLane<T> value, SingleLane<T> exponent) => Doublings.Times<SingleLane<T>, T>(value, exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> SquareRoot(SingleLane<T> value) => new(T.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator &(SingleLane<T> left, SingleLane<T> right) => FromBits(Bits(left) & Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator |(SingleLane<T> left, SingleLane<T> right) => FromBits(Bits(left) | Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator ^(SingleLane<T> left, SingleLane<T> right) => FromBits(Bits(left) ^ Bits(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftBitsRight(SingleLane<T> value, int count) => FromBits(Bits(value) >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftBitsLeft(SingleLane<T> value, int count) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(value._value) << count))
        : new(Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(value._value) << count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(SingleLane<T> lane) => typeof(T) == typeof(float)
        ? Unsafe.BitCast<T, uint>(lane._value)
        : Unsafe.BitCast<T, ulong>(lane._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SingleLane<T> FromBits(ulong bits) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<uint, T>((uint)bits))
        : new(Unsafe.BitCast<ulong, T>(bits));
}
