using Engram.Numerics.Capture;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Capture;

public sealed class CapturingKernelsTests
{
    private readonly ManagedKernels<float> _kernels = new();
    private readonly CapturingKernels<float> _capturing;
    private readonly float[] _x = [1, -2, 3, -4, 5, -6, 7, -8];
    private readonly float[] _y = new float[8];

    public CapturingKernelsTests()
    {
        _capturing = new CapturingKernels<float>(_kernels);
        _capturing.Memory.Lend(_x);
        _capturing.Memory.Lend(_y);
    }

    public static TheoryData<string> Calls =>
        ["map", "combine", "combine with one", "combine one with many", "add scaled", "sum", "largest", "multiply", "multiply parts", "multiply rectified", "multiply gated", "multiply from rows", "copy", "copy turned", "zero"];

    [Theory, MemberData(nameof(Calls))]
    public void A_call_does_at_once_and_in_every_run_what_the_kernels_do(string call)
    {
        Ask(_capturing, call, _x, _y);
        var calls = _capturing.End();
        Assert.Single(calls);
        foreach (var shift in (float[])[0, 10, 0.1f])
        {
            for (var index = 0; index < _x.Length; index++)
            {
                _x[index] += shift;
            }

            if (shift > 0)
            {
                Array.Fill(_y, -1);
                calls[0].Run(_kernels);
            }

            var expected = new float[8];
            Array.Fill(expected, shift > 0 ? -1 : 0);
            Ask(_kernels, call, [.. _x], expected);
            Assert.Equal(expected, _y);
        }
    }

    [Fact]
    public void When_it_is_over_nothing_is_added()
    {
        _capturing.Map(Unary.Negate, _x, _y);
        Assert.False(_capturing.IsOver);
        Assert.Single(_capturing.End());
        Assert.True(_capturing.IsOver);
        Assert.Contains("tape of your own", Assert.Throws<InvalidOperationException>(() => _capturing.Map(Unary.Negate, _x, _y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_fails_is_not_captured()
    {
        Assert.ThrowsAny<ArgumentException>(() => _capturing.Map((Unary)99, _x, _y));
        Assert.Empty(_capturing.End());
    }

    [Fact]
    public void An_lstm_is_refused()
    {
        Assert.Throws<NotSupportedException>(() => _capturing.ActivateGates(_y, 2, 1));
        Assert.Throws<NotSupportedException>(() => _capturing.RunLstm(LstmPart.Advance, default));
        Assert.Throws<NotSupportedException>(() => _capturing.RunStack(default, default, default));
        Assert.Throws<NotSupportedException>(() => _capturing.RunStackBack(default, default, default));
    }

    private static void Ask(IKernels<float> kernels, string call, float[] x, float[] y)
    {
        switch (call)
        {
            case "map":
                kernels.Map(Unary.Square, x.AsSpan(1), y.AsSpan(0, 7));
                break;
            case "combine":
                kernels.Combine(Binary.Multiply, x, 1, x.AsSpan(4), 1, y.AsSpan(4));
                break;
            case "combine with one":
                kernels.Combine(Binary.Subtract, x, 1, [2], 0, y);
                break;
            case "combine one with many":
                kernels.Combine(Binary.Subtract, x.AsSpan(3), 0, x, 1, y.AsSpan(0, 5));
                break;
            case "add scaled":
                kernels.AddScaled(x, x.AsSpan(2), 0.5f, y.AsSpan(0, 6));
                break;
            case "sum":
                kernels.Reduce(Numerics.Kernels.Fold.Sum, x, y.AsSpan(0, 4), 2, 2, 2);
                break;
            case "largest":
                kernels.Reduce(Numerics.Kernels.Fold.Largest, x, y.AsSpan(0, 1), 1, 8, 1);
                break;
            case "copy":
                Move(kernels, capturing => capturing.Copy(x.AsSpan(2, 3), y.AsSpan(5)), () => x.AsSpan(2, 3).CopyTo(y.AsSpan(5)));
                break;
            case "copy turned":
                var turned = Layout.Dense(new Shape(3, 2), 1).Turned;
                Move(kernels, capturing => capturing.Copy(x.AsSpan(1), turned, y.AsSpan(0, 6)), () => StridedCopy.ToDense(turned, x.AsSpan(1), y.AsSpan(0, 6)));
                break;
            case "zero":
                Move(kernels, capturing => capturing.Zero(y.AsSpan(2, 3)), () => y.AsSpan(2, 3).Clear());
                break;
            default:
                var parts = call == "multiply parts";
                kernels.Multiply(new MatrixProduct<float>
                {
                    A = x, RowStride = parts ? 1 : 2, InnerStride = parts ? 3 : 1,
                    B = x.AsSpan(2), RightInnerStride = parts ? 1 : 3, RightColumnStride = parts ? 2 : 1,
                    Initial = call is "multiply" or "multiply rectified" or "multiply gated" ? x.AsSpan(1, 3) : default,
                    RowInitial = call == "multiply from rows" ? x.AsSpan(5, 2) : default,
                    Gate = call == "multiply gated" ? x.AsSpan(0, 6) : default,
                    Rectify = call == "multiply rectified",
                    C = y.AsSpan(1, 6), Rows = 2, Columns = 3, Inner = 2,
                });
                break;
        }
    }

    // What a tape moves about itself is no kernel's.
    private static void Move(IKernels<float> kernels, Action<CapturingKernels<float>> captured, Action plain)
    {
        if (kernels is CapturingKernels<float> capturing)
        {
            captured(capturing);
        }
        else
        {
            plain();
        }
    }
}
