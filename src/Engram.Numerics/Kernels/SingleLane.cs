using System.Numerics;
using System.Runtime.CompilerServices;

namespace Engram.Numerics.Kernels;

/// <summary>One number: the width of processors without vectors, of tails, and the plain reference in tests.</summary>
internal readonly struct SingleLane<T>(T value) : ILanes<SingleLane<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Broadcast(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Load(ref readonly T source, nint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => Unsafe.Add(ref target, offset) = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator +(SingleLane<T> left, SingleLane<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator -(SingleLane<T> left, SingleLane<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator *(SingleLane<T> left, SingleLane<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> operator /(SingleLane<T> left, SingleLane<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> FusedMultiplyAdd(SingleLane<T> left, SingleLane<T> right, SingleLane<T> addend) =>
        new(T.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> WhereLess(SingleLane<T> left, SingleLane<T> right, SingleLane<T> yes, SingleLane<T> no) =>
        left._value < right._value ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftBitsLeft(SingleLane<T> value, int count) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(value._value) << count))
        : new(Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(value._value) << count));
}
