using Engram.Numerics.Autodiff;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>The scan in blocks of lanes against cells one after the other.</summary>
public sealed class CoordinatewiseTests
{
    private const int Steps = 6;
    private const int Coordinates = 229; // one block forwards and seven back, and each time a part of one

    private static readonly LstmStackShape Shape = new(2, 5, 2);
    private static readonly VectorWidth[] Widths = Enum.GetValues<VectorWidth>();

    [Fact]
    public void A_scan_is_its_cells_one_after_the_other()
    {
        var tape = new Tape<double>();
        var (inputs, parameters, state) = Given(tape);
        var weights = tape.Constant(Normal<double>("g", Steps * Coordinates), new Shape(Steps, Coordinates));
        var scan = inputs.LstmScan(parameters, Shape, state, out _);
        var cells = Coordinatewise.StepByStep(inputs, parameters, Shape, state);
        Near(cells, scan, 1e-13);
        Near(Gradient.Of(cells, weights, [parameters])[0], Gradient.Of(scan, weights, [parameters])[0], 1e-11);
        Near(Gradient.Of(cells, weights, [parameters])[0], Gradient.Of(scan, weights, [parameters], createGraph: true)[0], 1e-11);
    }

    [Fact]
    public void A_scan_goes_on_where_another_ended()
    {
        var tape = new Tape<float>();
        var (inputs, parameters, state) = Given(tape);
        var whole = inputs.LstmScan(parameters, Shape, state, out var last);
        var front = inputs.Slice(0, 0, 2).LstmScan(parameters, Shape, state, out var middle);
        var back = inputs.Slice(0, 2, Steps - 2).LstmScan(parameters, Shape, middle, out var end);
        Assert.Equal(whole.ToArray(), front.Join(back, 0).ToArray());
        Assert.Equal(last.ToArray(), end.ToArray());
        Assert.False(end.IsDifferentiable);
    }

    [Fact]
    public void A_scan_without_a_gradient_may_put_the_next_state_in_the_place_of_a_borrowed_one()
    {
        var tape = new Tape<float>();
        var (inputs, parameters, state) = Given(tape);
        var outputs = inputs.LstmScan(parameters, Shape, state, out var next);
        var place = state.ToArray();
        var bytes = tape.Bytes;
        var inPlace = inputs.LstmScan(parameters, Shape, tape.Borrowed(place, state.Shape), place);
        Assert.Equal(outputs.ToArray(), inPlace.ToArray());
        Assert.Equal(next.ToArray(), place);
        Assert.Equal(bytes, tape.Bytes);
        Assert.Contains("room for 1 numbers of the next state", Assert.Throws<ShapeException>(() => inputs.LstmScan(parameters, Shape, state, new float[1])).Message, StringComparison.Ordinal);
        var refused = Assert.Throws<InvalidOperationException>(() => Gradient.Of(inPlace.Sum(), [parameters]));
        Assert.Contains("put the next state in the place of the state, which its gradient needs. Give it room of its own", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_next_state_may_not_lie_partly_over_the_state()
    {
        var (tape, room) = (new Tape<float>(), new float[1 + (Shape.State * Coordinates)]);
        var (inputs, parameters, _) = Given(tape);
        var state = tape.Borrowed(room, new Shape(room.Length)).Slice(0, 0, room.Length - 1).Reshape(new Shape(4, 5, Coordinates));
        var refused = Assert.Throws<ArgumentException>(() => inputs.LstmScan(parameters, Shape, state, room.AsSpan(1)));
        Assert.Contains("The next state lies partly over the state. Give it the same numbers, or others.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scan_and_a_cell_have_the_same_bits_at_every_width()
    {
        float[] At(VectorWidth width)
        {
            var tape = new Tape<float>(new ManagedKernels<float>(width));
            var (inputs, parameters, state) = Given(tape);
            var scan = inputs.LstmScan(parameters, Shape, state, out var next);
            var cells = Coordinatewise.StepByStep(inputs.Slice(0, 0, 2), parameters, Shape, state);
            return
            [
                .. scan.ToArray(), .. next.ToArray(), .. Gradient.Of(scan.Square().Sum(), [parameters])[0].ToArray(),
                .. cells.ToArray(), .. Gradient.Of(cells.Square().Sum(), [parameters])[0].ToArray(),
                .. Gradient.Of(cells.Square().Sum(), [parameters], createGraph: true)[0].ToArray(),
            ];
        }

        var alone = At(VectorWidth.Single);
        Assert.All(Widths, width => Assert.Equal(alone.Select(BitConverter.SingleToUInt32Bits), At(width).Select(BitConverter.SingleToUInt32Bits)));
    }

    [Fact]
    public void Gradients_are_told_apart_by_size_and_sign()
    {
        var tape = new Tape<double>();
        var seen = tape.Constant([0, 1, -1e-3, 1e-9], new Shape(1, 4)).LogAndSign(5);
        Assert.Equal(new Shape(1, 2, 4), seen.Shape);
        double[] expected = [-1, Math.Log(1 + 1.1920929e-07) / 5, -1, -1, 0, 1, -1e-3 * Math.Exp(5), 1e-9 * Math.Exp(5)];
        Assert.All(seen.ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal(Math.Log(1e-2) / 5, tape.Constant([1e-2], new Shape(1)).LogAndSign(5).ToArray()[0], 1e-5);
    }

    [Fact]
    public void A_scan_says_which_shapes_it_takes()
    {
        var tape = new Tape<double>();
        var (inputs, parameters, state) = Given(tape);
        var refused = Assert.Throws<ShapeException>(() => inputs.Transpose().LstmScan(parameters, Shape, state, out _));
        Assert.Contains("LstmScan was given inputs [6, 229, 2], parameters [386], state [4, 5, 229] and room for 4580 numbers of the next state for LstmStackShape", refused.Message, StringComparison.Ordinal);
        Assert.Contains("It takes inputs [steps, 2, coordinates], parameters [386] and a state [4, 5, coordinates].", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_of_four_axes_have_no_room_for_another()
    {
        var gradients = new Tape<float>().Constant(Normal<float>("g", 6), new Shape(1, 1, 2, 3));
        Assert.Contains("Reshape", Assert.Throws<ShapeException>(() => gradients.LogAndSign(5)).Message, StringComparison.Ordinal);
    }

    private static (Tensor<T> Inputs, Tensor<T> Parameters, Tensor<T> State) Given<T>(Tape<T> tape)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => (
        tape.Constant(Normal<T>("x", Steps * 2 * Coordinates), new Shape(Steps, 2, Coordinates)),
        tape.Variable(Normal<T>("p", Shape.Parameters), new Shape(Shape.Parameters)),
        tape.Constant(Normal<T>("s", Shape.State * Coordinates), new Shape(4, 5, Coordinates)));

    private static T[] Normal<T>(string name, int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var stream = RandomStream.FromSeed(21).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating(stream.NextNormal(0, 0.5)))];
    }

    private static void Near(Tensor<double> expected, Tensor<double> actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray().Zip(actual.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance * (1 + Math.Abs(pair.First))));
    }
}
