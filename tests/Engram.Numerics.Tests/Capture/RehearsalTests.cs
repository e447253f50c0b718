using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Kernels;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Capture;

public sealed class RehearsalTests
{
    private readonly ManagedKernels<float> _kernels = new();
    private readonly CapturingKernels<float> _capturing;
    private readonly Tape<float> _tape;
    private readonly float[] _x = [1, 2];
    private readonly float[] _sum = [10, 20];

    public RehearsalTests()
    {
        _capturing = new CapturingKernels<float>(_kernels);
        _tape = new Tape<float>(_capturing);
    }

    [Fact]
    public void What_kernels_alone_have_made_stays_as_it_was()
    {
        var square = _tape.Borrowed(_x, new Shape(2)).Square() + 1;
        Gradient.AddTo([square], _sum);
        Rehearse();
        Assert.Equal([2, 5], square.ToArray());
        Assert.Equal([12, 25], _sum);
    }

    [Fact]
    public void What_an_operation_wrote_itself_is_named()
    {
        Gradient.AddTo([_tape.Borrowed(_x, new Shape(2))], _sum);
        var numbers = _tape.New("Ramp", new Shape(3)).Numbers;
        numbers.Fill(4);
        Assert.Contains("Ramp [3]", Assert.Throws<NotSupportedException>(Rehearse).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_operation_changed_after_a_kernel_is_found()
    {
        _tape.Lend(new ArraySegment<float>(_x));
        var numbers = _tape.New("Halved", new Shape(2)).Numbers;
        _tape.Kernels.Map(Unary.Square, _x, numbers);
        numbers[1] *= 0.5f;
        Assert.Contains("Halved [2]", Assert.Throws<NotSupportedException>(Rehearse).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_step_wrote_into_an_array_itself_is_found()
    {
        Gradient.AddTo([_tape.Borrowed(_x, new Shape(2))], _sum);
        _sum[0] += 1;
        Assert.Contains("array of 2 numbers", Assert.Throws<NotSupportedException>(Rehearse).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0f), InlineData(1f)]
    public void What_was_not_computed_may_be_as_good_as_the_right_number_but_not_whatever_is_in_its_place(float mask)
    {
        _tape.Lend(new ArraySegment<float>(_x));
        var numbers = _tape.New("Masked", new Shape(2)).Numbers;
        numbers.Fill(mask);
        _tape.Kernels.Combine(Binary.KeepWhere, _x, 1, numbers, 1, numbers); // keeps all where the memory holds NaN, nothing where it holds zero
        Assert.Contains("Masked [2]", Assert.Throws<NotSupportedException>(Rehearse).Message, StringComparison.Ordinal);
    }

    private void Rehearse() => new Rehearsal<float>(_tape, _capturing.Memory, _kernels).Run(_capturing.End());
}
