using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Engram.Numerics.Kernels;

/// <summary>256 bits of lanes: 8 floats or 4 doubles.</summary>
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static int Registers => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref readonly T source, nint offset) => new(Vector256.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Lanes256<T> LoadFirst(ref readonly T source, nint offset, int count)
    {
        var from = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        if (!Avx.IsSupported)
        {
            var first = Vector256<T>.Zero;
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
    public static Lanes256<T> operator +(Lanes256<T> left, Lanes256<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> left, Lanes256<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> value) => new(-value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> left, Lanes256<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> left, Lanes256<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FusedMultiplyAdd(Lanes256<T> left, Lanes256<T> right, Lanes256<T> addend) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FusedMultiplySubtractFrom(Lanes256<T> left, Lanes256<T> right, Lanes256<T> addend)
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
    public static Lanes256<T> WhereLess(Lanes256<T> left, Lanes256<T> right, Lanes256<T> yes, Lanes256<T> no) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> WhereEqual(Lanes256<T> left, Lanes256<T> right, Lanes256<T> yes, Lanes256<T> no) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Smaller(Lanes256<T> left, Lanes256<T> right) => !Avx.IsSupported
        ? new(Vector256.ConditionalSelect(Vector256.LessThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Avx.Min(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Avx.Min(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Larger(Lanes256<T> left, Lanes256<T> right) => !Avx.IsSupported
        ? new(Vector256.ConditionalSelect(Vector256.GreaterThan(left._value, right._value), left._value, right._value))
        : typeof(T) == typeof(float)
            ? new(Avx.Max(left._value.AsSingle(), right._value.AsSingle()).As<float, T>())
            : new(Avx.Max(left._value.AsDouble(), right._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyLess(Lanes256<T> left, Lanes256<T> right) => Vector256.LessThanAny(left._value, right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Whole(Lanes256<T> value) => typeof(T) == typeof(float)
        ? new(Vector256.Round(value._value.AsSingle()).As<float, T>())
        : new(Vector256.Round(value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> TimesPowerOfTwo(Lanes256<T> value, Lanes256<T> exponent) => Doublings.Times<Lanes256<T>, T>(value, exponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SquareRoot(Lanes256<T> value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator &(Lanes256<T> left, Lanes256<T> right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> left, Lanes256<T> right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator ^(Lanes256<T> left, Lanes256<T> right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftBitsRight(Lanes256<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() >>> count).As<int, T>())
        : new((value._value.AsInt64() >>> count).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftBitsLeft(Lanes256<T> value, int count) => typeof(T) == typeof(float)
        ? new((value._value.AsInt32() << count).As<int, T>())
        : new((value._value.AsInt64() << count).As<long, T>());

    // All bits set in the first lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
        : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();
}
