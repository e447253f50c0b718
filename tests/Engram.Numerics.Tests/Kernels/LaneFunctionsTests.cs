using System.Numerics;
using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class LaneFunctionsTests
{
    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    private static readonly double[] Numbers =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-310, -5e-324, Math.PI / 4, -Math.PI / 2, 19.999999999999996, 20, -20.5,
        .. Enumerable.Range(-600, 1201).Select(i => 0.037 * i), .. Enumerable.Range(0, 700).Select(i => 1e-9 * Math.Pow(1.06, i)),
    ];

    // Oracle: the functions of one number, themselves checked against sixty digits.
    [Fact]
    public void Doubles_in_lanes_are_the_doubles_alone_bit_for_bit()
    {
        double[] inRange = [.. Numbers.Where(x => !(Math.Abs(x) > Trigonometry.LargestAngle) || double.IsInfinity(x))];
        foreach (var width in Widths)
        {
            var (sin, cos, tanh) = Map<double, DoubleFunctions>(inRange, width);
            Assert.Equal(Bits(inRange.Select(Trigonometry.Sin)), Bits(sin));
            Assert.Equal(Bits(inRange.Select(Trigonometry.Cos)), Bits(cos));
            Assert.Equal(Bits(inRange.Select(Hyperbolic.Tanh)), Bits(tanh));
        }
    }

    // Oracle: each function alone, itself checked against double precision over its whole range.
    [Fact]
    public void Floats_have_the_bits_of_sine_cosine_and_tanh_alone()
    {
        float[] inRange = [.. Numbers.Select(x => (float)x).Where(x => !(Math.Abs(x) > Sinusoid.LargestInLanes) || float.IsInfinity(x))];
        foreach (var width in Widths)
        {
            var (sin, cos, tanh) = Map<float, SingleFunctions>(inRange, width);
            Assert.Equal(Bits(inRange.Select(x => Alone<Sine>(x))), Bits(sin));
            Assert.Equal(Bits(inRange.Select(x => Alone<Cosine>(x))), Bits(cos));
            Assert.Equal(Bits(inRange.Select(x => Alone<HyperbolicTangent>(x))), Bits(tanh));
        }

        static float Alone<TFunction>(float x)
            where TFunction : IUnaryFunction<float> => TFunction.Of(new SingleLane<float>(x)).Value;
    }

    [Fact]
    public void An_angle_too_large_has_no_sine_and_no_cosine()
    {
        var (sin, cos, _) = Map<double, DoubleFunctions>([1.0001e9, -1e300], VectorWidths.Widest);
        var (sinOfFloat, cosOfFloat, _) = Map<float, SingleFunctions>([65537, -1e30f], VectorWidths.Widest);
        Assert.All([.. sin, .. cos, .. sinOfFloat, .. cosOfFloat], value => Assert.True(double.IsNaN(value)));
    }

    private static string[] Bits<T>(IEnumerable<T> values)
        where T : IBinaryFloatingPointIeee754<T> =>
        [.. values.Select(value => T.IsNaN(value) ? "NaN" : $"{value:R} {(T.IsNegative(value) ? "-" : "+")}")];

    private static (T[] Sin, T[] Cos, T[] Tanh) Map<T, TFunctions>(T[] x, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        var kernel = new AllFunctions<T, TFunctions>(x);
        ColumnBlocks.Run<T, AllFunctions<T, TFunctions>>(ref kernel, x.Length, width);
        return (kernel.Sin, kernel.Cos, kernel.Tanh);
    }

    private readonly struct AllFunctions<T, TFunctions>(T[] x) : IColumnKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunctions : ILaneFunctions<T>
    {
        public T[] Sin { get; } = new T[x.Length];

        public T[] Cos { get; } = new T[x.Length];

        public T[] Tanh { get; } = new T[x.Length];

        public void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, T>
        {
            var lanes = TLanes.Load(in x[0], column);
            var (sin, cos) = TFunctions.SinCos(lanes);
            sin.Store(ref Sin[0], column);
            cos.Store(ref Cos[0], column);
            TFunctions.Tanh(lanes).Store(ref Tanh[0], column);
        }
    }
}
