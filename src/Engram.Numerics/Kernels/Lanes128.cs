using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>128 bits of lanes: 4 floats or 2 doubles.</summary>
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static int Registers => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref readonly T source, nint offset) => new(Vector128.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes128<T> LoadFirst(ref readonly T source, nint offset, int count)
    {
        var from = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        if (!Avx.IsSupported)
        {
            var first = Vector128<T>.Zero;
            for (var lane = 0; lane < count; lane++)
            {
                first = first.WithElement(lane, ((T*)from)[lane]);
            }

            return new(first);
        }

        return typeof(T) == typeof(float)
            ? new(Avx.MaskLoad((float*)from, Mask(count).AsSingle()).As<float, T>())
            : new(Avx.MaskLoad((double*)from, Mask(count).AsDouble()).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void StoreFirst(ref T target, nint offset, int count)
    {
        var to = Unsafe.AsPointer(ref Unsafe.Add(ref target, offset));
        if (!Avx.IsSupported)
        {
            for (var lane = 0; lane < count; lane++)
            {
                ((T*)to)[lane] = _value[lane];
            }
        }
        else if (typeof(T) == typeof(float))
        {
            Avx.MaskStore((float*)to, Mask(count).AsSingle(), _value.AsSingle());
        }
        else
        {
            Avx.MaskStore((double*)to, Mask(count).AsDouble(), _value.AsDouble());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> left, Lanes128<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> left, Lanes128<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> left, Lanes128<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> left, Lanes128<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FusedMultiplyAdd(Lanes128<T> left, Lanes128<T> right, Lanes128<T> addend) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FusedMultiplySubtractFrom(Lanes128<T> left, Lanes128<T> right, Lanes128<T> addend)
    {
        if (!Fma.IsSupported)
        {
            return FusedMultiplyAdd(-left, right, addend);
        }

        return typeof(T) == typeof(float)
            ? new(Fma.MultiplyAddNegated(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Fma.MultiplyAddNegated(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> WhereLess(Lanes128<T> left, Lanes128<T> right, Lanes128<T> yes, Lanes128<T> no) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> WhereEqual(Lanes128<T> left, Lanes128<T> right, Lanes128<T> yes, Lanes128<T> no) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Smaller(Lanes128<T> left, Lanes128<T> right) => !Sse2.IsSupported
        ? new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Sse.Min(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Sse2.Min(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Larger(Lanes128<T> left, Lanes128<T> right) => !Sse2.IsSupported
        ? new(Vector128.ConditionalSelect(Vector128.GreaterThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Sse.Max(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Sse2.Max(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes128<T> left, Lanes128<T> right) => Vector128.LessThanAny(left._value, right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Whole(Lanes128<T> value) => typeof(T) == typeof(float)
        ? new(Vector128.Round(value._value.AsSingle()).As<float, T>())
        : new(Vector128.Round(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> TimesPowerOfTwo(Lanes128<T> value, Lanes128<T> exponent) => Doublings.Times<Lanes128<T>, T>(value, exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SquareRoot(Lanes128<T> value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator &(Lanes128<T> left, Lanes128<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> left, Lanes128<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator ^(Lanes128<T> left, Lanes128<T> right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftBitsRight(Lanes128<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() >>> count).As<int, T>())
        : new((value._value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftBitsLeft(Lanes128<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() << count).As<int, T>())
        : new((value._value.AsInt64() << count).As<long, T>());

    // All bits set in the first lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>()
        : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();
}
