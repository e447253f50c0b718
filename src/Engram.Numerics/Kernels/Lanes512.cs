using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>512 bits of lanes: 16 floats or 8 doubles.</summary>
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static int Registers => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref readonly T source, nint offset) => new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes512<T> LoadFirst(ref readonly T source, nint offset, int count)
    {
        var from = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        if (!Avx512F.IsSupported)
        {
            var first = Vector512<T>.Zero;
            for (var lane = 0; lane < count; lane++)
            {
                first = first.WithElement(lane, ((T*)from)[lane]);
            }

            return new(first);
        }

        return typeof(T) == typeof(float)
            ? new(Avx512F.MaskLoad((float*)from, Mask(count).AsSingle(), Vector512<float>.Zero).As<float, T>())
            : new(Avx512F.MaskLoad((double*)from, Mask(count).AsDouble(), Vector512<double>.Zero).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void StoreFirst(ref T target, nint offset, int count)
    {
        var to = Unsafe.AsPointer(ref Unsafe.Add(ref target, offset));
        if (!Avx512F.IsSupported)
        {
            for (var lane = 0; lane < count; lane++)
            {
                ((T*)to)[lane] = _value[lane];
            }
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.MaskStore((float*)to, Mask(count).AsSingle(), _value.AsSingle());
        }
        else
        {
            Avx512F.MaskStore((double*)to, Mask(count).AsDouble(), _value.AsDouble());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> left, Lanes512<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> left, Lanes512<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> left, Lanes512<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> left, Lanes512<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FusedMultiplyAdd(Lanes512<T> left, Lanes512<T> right, Lanes512<T> addend) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FusedMultiplySubtractFrom(Lanes512<T> left, Lanes512<T> right, Lanes512<T> addend)
    {
        if (!Avx512F.IsSupported)
        {
            return FusedMultiplyAdd(-left, right, addend);
        }

        return typeof(T) == typeof(float)
            ? new(Avx512F.FusedMultiplyAddNegated(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Avx512F.FusedMultiplyAddNegated(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> WhereLess(Lanes512<T> left, Lanes512<T> right, Lanes512<T> yes, Lanes512<T> no) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> WhereEqual(Lanes512<T> left, Lanes512<T> right, Lanes512<T> yes, Lanes512<T> no) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Smaller(Lanes512<T> left, Lanes512<T> right) => !Avx512F.IsSupported
        ? new(Vector512.ConditionalSelect(Vector512.LessThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Avx512F.Min(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Avx512F.Min(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Larger(Lanes512<T> left, Lanes512<T> right) => !Avx512F.IsSupported
        ? new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Avx512F.Max(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Avx512F.Max(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes512<T> left, Lanes512<T> right) => Vector512.LessThanAny(left._value, right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Whole(Lanes512<T> value) => typeof(T) == typeof(float)
        ? new(Vector512.Round(value._value.AsSingle()).As<float, T>())
        : new(Vector512.Round(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> TimesPowerOfTwo(Lanes512<T> value, Lanes512<T> exponent) => !Avx512F.IsSupported
        ? Doublings.Times<Lanes512<T>, T>(value, exponent)
        : typeof(T) == typeof(float)
            ? new(Avx512F.Scale(value._value.AsSingle(), exponent._value.AsSingle()).As<float, T>())
            : new(Avx512F.Scale(value._value.AsDouble(), exponent._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SquareRoot(Lanes512<T> value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> left, Lanes512<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> left, Lanes512<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator ^(Lanes512<T> left, Lanes512<T> right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftBitsRight(Lanes512<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() >>> count).As<int, T>())
        : new((value._value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftBitsLeft(Lanes512<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() << count).As<int, T>())
        : new((value._value.AsInt64() << count).As<long, T>());

    /// <summary>The first half of one and then that of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Halves(Lanes512<T> first, Lanes512<T> second) => new(first._value.WithUpper(second._value.GetLower()));

    /// <summary>The second half in place of the first, and anything behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes512<T> SecondHalf() => new(_value.GetUpper().ToVector512Unsafe());

    // All bits set in the first lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
        : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();
}
