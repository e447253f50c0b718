using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>What a tape moves about is moved at once, and noted where its step is captured.</summary>
public sealed class TapeMovingTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void Numbers_are_copied_turned_and_cleared(bool isCaptured)
    {
        var capturing = new CapturingKernels<double>(new ManagedKernels<double>());
        var tape = new Tape<double>(isCaptured ? capturing : null);
        double[] source = [1, 2, 3, 4, 5, 6];
        var target = new double[6];
        tape.Lend(new ArraySegment<double>(source));
        tape.Lend(new ArraySegment<double>(target));

        tape.Copy(source.AsSpan(2, 3), target.AsSpan(1, 3));
        Assert.Equal([0, 3, 4, 5, 0, 0], target);
        tape.Copy(source, Layout.Dense(new Shape(2, 3), 0).Turned, target);
        Assert.Equal([1, 4, 2, 5, 3, 6], target);
        tape.Zero(target.AsSpan(1, 4));
        Assert.Equal([1, 0, 0, 0, 0, 6], target);
        Assert.Equal(isCaptured ? 3 : 0, capturing.End().Length);
    }

    [Fact]
    public void A_step_is_being_captured_until_it_is_over()
    {
        var capturing = new CapturingKernels<double>(new ManagedKernels<double>());
        var tape = new Tape<double>(capturing);
        Assert.True(tape.IsBeingCaptured);
        capturing.End();
        Assert.False(tape.IsBeingCaptured);
        Assert.Same(capturing, tape.Capturing);
        Assert.False(new Tape<double>().IsBeingCaptured);
    }

    [Fact]
    public void Memory_that_is_no_array_is_not_lent()
    {
        var capturing = new CapturingKernels<double>(new ManagedKernels<double>());
        new Tape<double>(capturing).Lend(default);
        Assert.Throws<NotSupportedException>(() => capturing.Memory.Find(new double[2]));
    }
}
