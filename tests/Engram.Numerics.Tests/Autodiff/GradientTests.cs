using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class GradientTests
{
    private readonly Tape<double> _tape = new();

    [Fact]
    public void Any_order_follows_from_the_first()
    {
        var x = _tape.Variable([1.5], Shape.Scalar);
        var derivative = x.Square() * x.Square() * x; // x⁵
        foreach (var expected in new[] { 5 * Math.Pow(1.5, 4), 20 * Math.Pow(1.5, 3), 60 * Math.Pow(1.5, 2), 120 * 1.5, 120, 0 })
        {
            derivative = Gradient.Of(derivative, [x], createGraph: true)[0];
            Assert.Equal(expected, derivative.Item(), 1e-11);
        }
    }

    [Fact]
    public void A_gradient_that_is_not_recorded_is_a_constant()
    {
        var x = _tape.Variable([1.0, 2], new Shape(2));
        var gradient = Gradient.Of(x.Square().Sum(), [x])[0];
        Assert.Equal([2, 4], gradient.ToArray());
        Assert.False(gradient.IsDifferentiable);
        Assert.True((gradient * x).IsDifferentiable);
    }

    [Fact]
    public void A_gradient_in_the_middle_of_a_tape_is_that_of_its_part()
    {
        var (x, y) = (_tape.Variable([3.0], Shape.Scalar), _tape.Variable([2.0], Shape.Scalar));
        var other = y.Square() * x;
        var middle = x.Square() * y;
        var last = (middle * other).Square();
        Assert.Equal([12, 9], [Gradient.Of(middle, [x, y])[0].Item(), Gradient.Of(middle, [x, y])[1].Item()]); // ∂(x²y)
        Assert.Equal(6 * Math.Pow(3, 6) * Math.Pow(2, 5), Gradient.Of(last, [y])[0].Item()); // ∂(x³y³)²/∂y
        Assert.Equal(2 * (3.0 * 3 * 2) * 4 * 3 * 12, Gradient.Of(last, [middle])[0].Item());
    }

    [Fact]
    public void Gradients_that_meet_leave_those_they_came_from_alone()
    {
        var (x, factor) = (_tape.Variable([3.0, 4], new Shape(2)), _tape.Constant([10.0, 20], new Shape(2)));
        var scaled = x * factor;             // its gradient goes to x through a product, which makes it
        var sum = scaled + x;                // whose gradient goes to both as it is
        var twice = sum + sum;
        var once = sum * factor;
        var output = twice + once + scaled;
        var weights = _tape.Constant([1.0, 2], new Shape(2));
        var gradients = Gradient.Of(output, weights, [x, scaled, sum, twice, once]);
        Assert.Equal([1, 2], weights.ToArray());
        Assert.Equal([1, 2], gradients[4].ToArray());
        Assert.Equal([1, 2], gradients[3].ToArray());
        Assert.Equal([12, 44], gradients[2].ToArray());
        Assert.Equal([13, 46], gradients[1].ToArray());
        Assert.Equal([142, 964], gradients[0].ToArray());
        Assert.Equal([2, 4], Gradient.Of(x + x, weights, [x])[0].ToArray());
        Assert.Equal([1, 2], weights.ToArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_step_hands_its_gradient_on_and_leaves_it_as_it_is(bool createGraph)
    {
        var (x, direction) = (_tape.Variable([3.0, 4], new Shape(2)), _tape.Variable([1.0, -2], new Shape(2)));
        var stepped = x.AddScaled(direction, 0.5); // 3.5 and 3
        var loss = stepped.Square().Sum() + x.Sum();
        double[][] Of(params Tensor<double>[] parameters) => [.. Gradient.Of(loss, parameters, createGraph).ToArray().Select(gradient => gradient.ToArray())];
        Assert.Equal([[8, 7], [7, 6]], Of(x, stepped)); // only to x: where nothing is recorded, by no pull-back
        Assert.Equal([[8, 7]], Of(x));
        Assert.Equal([[3.5, 3]], Of(direction));
        Assert.Equal([[3.5, 3], [8, 7], [7, 6]], Of(direction, x, stepped));
    }

    [Fact]
    public void A_pull_back_may_take_gradients_by_what_it_made_itself_only()
    {
        var x = _tape.Variable([3.0], Shape.Scalar);
        Tensor<double> Odd(PullBack<double> pullBack)
        {
            var y = _tape.Result("Odd", Shape.Scalar, out var numbers);
            numbers[0] = 9;
            return y.DependsOn(x, pullBack);
        }

        var old = Odd(static (y, _) => Gradient.Of(y.Input(0).Square(), [y.Input(0)])[0]);
        Assert.Contains("The pull-back of Odd asks for a gradient by tensors that are older", Assert.Throws<InvalidOperationException>(() => Gradient.Of(old, [x]).Length).Message, StringComparison.Ordinal);
        var own = Odd(static (y, g) =>
        {
            var view = y.Input(0).Scale(1);
            return Gradient.Of(view.Square(), g, [view], y.Tape.IsRecording)[0];
        });
        var slope = Gradient.Of(own + x.Square(), [x], createGraph: true)[0];
        Assert.Equal(12, slope.Item());
        Assert.Equal(4, Gradient.Of(slope, [x])[0].Item());
    }

    [Fact]
    public void A_gradient_that_is_one_number_for_all_goes_through_a_product()
    {
        var x = _tape.Variable([1.0, 2, 3, 4, 5, 6], new Shape(2, 3));
        var w = _tape.Variable([1.0, -1, 2, 0.5, 3, 1], new Shape(3, 2));
        var gradients = Gradient.Of(x.MatMul(w).Sum(), [x, w]);
        Assert.Equal([0, 2.5, 4, 0, 2.5, 4], gradients[0].ToArray());
        Assert.Equal([5, 5, 7, 7, 9, 9], gradients[1].ToArray());
        Assert.Equal([4, 4], Gradient.Of(_tape.Full(new Shape(2, 2), 2).MatMul(w.Slice(0, 0, 2)).Slice(1, 0, 1).Sum(), [w])[0].ToArray().Where((_, index) => index is 0 or 2));
    }

    [Fact]
    public void A_gradient_can_be_taken_by_anything_that_depends_on_a_variable()
    {
        var x = _tape.Variable([3.0], Shape.Scalar);
        var middle = x.Square();
        var loss = middle * x; // x³
        var gradients = Gradient.Of(loss, [middle, x]);
        Assert.Equal(3, gradients[0].Item());
        Assert.Equal(27, gradients[1].Item());
    }

    [Fact]
    public void What_the_loss_does_not_depend_on_has_gradient_zero()
    {
        var (x, y) = (_tape.Variable([3.0], Shape.Scalar), _tape.Variable([1.0, 2], new Shape(2)));
        Assert.Equal([0, 0], Gradient.Of(x * x.Detach(), [y])[0].ToArray());
        Assert.Equal(3, Gradient.Of(x * x.Detach(), [x])[0].Item());
        Assert.Equal(1, Gradient.Of(x, [x])[0].Item());
    }

    [Fact]
    public void Weights_of_another_tape_are_refused()
    {
        var x = _tape.Variable([1.0], new Shape(1));
        var weights = new Tape<double>().Constant([2.0], new Shape(1));
        Assert.Contains("two tapes", Assert.Throws<InvalidOperationException>(() => Gradient.Of(x.Square(), weights, [x])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_weights_of_an_output_count_and_can_be_differentiated()
    {
        var x = _tape.Variable([1.0, 2, 3], new Shape(3));
        var weights = _tape.Variable([1.0, -1, 2], new Shape(3));
        var product = Gradient.Of(x.Square(), weights, [x], createGraph: true)[0];
        Assert.Equal([2, -4, 12], product.ToArray());
        Assert.Equal([2, 4, 6], Gradient.Of(product.Sum(), [weights])[0].ToArray());
    }

    [Fact]
    public void Ties_share_the_gradient_evenly()
    {
        var x = _tape.Variable([1.0, 3, 3, 2], new Shape(4));
        Assert.Equal([0, 0.5, 0.5, 0], Gradient.Of(x.Max(), [x])[0].ToArray());
        Assert.Equal([0, 0.5, 0.5, 1], Gradient.Of(x.Clip(1.5, 3).Sum(), [x])[0].ToArray());
        Assert.Equal([0, 0], Gradient.Of(_tape.Constant([0.0, -0.0], new Shape(2)).Multiply(x.Slice(0, 0, 2)).Abs().Sum(), [x])[0].ToArray()[..2]);
    }

    [Fact]
    public void What_is_not_chosen_may_be_anything_and_has_gradient_zero()
    {
        var x = _tape.Variable([double.NaN, 4], new Shape(2));
        var chosen = Choices.Where(_tape.Constant([0.0, 1], new Shape(2)), x.Square(), _tape.Full(new Shape(2), 7));
        Assert.Equal([7, 16], chosen.ToArray());
        Assert.Equal(8, Gradient.Of(chosen.Sum(), [x])[0].ToArray()[1]);
        Assert.Equal([0, 1], Gradient.Of(x.KeepWhere(_tape.Constant([0.0, 1], new Shape(2))).Sum(), [x])[0].ToArray());
    }

    [Fact]
    public void A_gradient_that_makes_no_sense_is_refused()
    {
        var x = _tape.Variable([1.0, 2], new Shape(2));
        Assert.Contains("A gradient belongs to one number", Assert.Throws<ShapeException>(() => Gradient.Of(x.Square(), [x]).Length).Message, StringComparison.Ordinal);
        var constant = _tape.Constant(2);
        Assert.Contains(
            "Parameter 1 (constant []) is a constant. Make it with Tape.Variable",
            Assert.Throws<InvalidOperationException>(() => Gradient.Of((x * constant).Sum(), [x, constant]).Length).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_NaN_says_where_it_came_up()
    {
        _tape.FindsNaN = true;
        var x = _tape.Variable([1.0, 0, -1], new Shape(3));
        var forward = Assert.Throws<NaNFoundException>(() => (x * 2.0).SquareRoot());
        Assert.Equal("SquareRoot", forward.Operation);
        Assert.StartsWith("SquareRoot made NaN: number [2] of [3], tensor ", forward.Message, StringComparison.Ordinal);

        var root = x.Slice(0, 1, 1).SquareRoot() * 0.0;
        var backward = Assert.Throws<NaNFoundException>(() => Gradient.Of(root.Sum(), [x]).Length);
        Assert.Contains("in the pull-back of SquareRoot: number [0] of [1]", backward.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_connects_too_late_is_told_so()
    {
        var x = _tape.Variable([1.0], Shape.Scalar);
        var early = _tape.Result("Early", Shape.Scalar, out var numbers);
        numbers[0] = 1;
        Assert.Equal(1, x.Square().Item());
        Assert.Contains("Early said DependsOn after another operation", Assert.Throws<InvalidOperationException>(() => early.DependsOn(x)).Message, StringComparison.Ordinal);
    }
}
