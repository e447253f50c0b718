using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>One way to call an operation.</summary>
/// <param name="Shapes">Of its differentiable inputs.</param>
/// <param name="Low">Inputs are uniform from here …</param>
/// <param name="High">… to here, so that the operation is smooth around them.</param>
/// <param name="Apply">Calls it.</param>
internal sealed record Sample(Shape[] Shapes, double Low, double High, Func<Tensor<double>[], Tensor<double>> Apply)
{
    public double[][] Inputs(RandomStream stream) =>
        [.. Shapes.Select(shape => Enumerable.Range(0, shape.Count).Select(_ => stream.NextUniform(Low, High)).ToArray())];
}
