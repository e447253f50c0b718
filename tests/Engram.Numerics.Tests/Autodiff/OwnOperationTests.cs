using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>The operation that docs/tensors.md adds, from outside the library and with its public members only.</summary>
public sealed class OwnOperationTests
{
    [Theory, InlineData(-3.0), InlineData(0.1), InlineData(2.5)]
    public void An_operation_of_ones_own_is_differentiated_as_often_as_wanted(double at)
    {
        var tape = new Tape<double>();
        var x = tape.Variable([at, 2 * at], new Shape(2));
        var logistic = 1 / (1 + Math.Exp(-at));
        var y = x.Softplus();
        var slope = Gradient.Of(y.Sum(), [x], createGraph: true)[0];
        var curvature = Gradient.Of(slope.Sum(), [x])[0];
        Assert.Equal(Math.Log(1 + Math.Exp(at)), y.ToArray()[0], 1e-12);
        Assert.Equal(logistic, slope.ToArray()[0], 1e-12);
        Assert.Equal(logistic * (1 - logistic), curvature.ToArray()[0], 1e-12);
    }
}
