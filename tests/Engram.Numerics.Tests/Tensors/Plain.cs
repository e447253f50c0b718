using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Tensors;

/// <summary>Tensors as nested loops see them: a number for four indices.</summary>
internal static class Plain
{
    /// <summary>A variable with normal numbers.</summary>
    public static Tensor<float> Normal(Tape<float> tape, string name, Shape shape)
    {
        var stream = RandomStream.FromSeed(9).Split(name);
        return tape.Variable([.. Enumerable.Range(0, shape.Count).Select(_ => (float)stream.NextNormal())], shape);
    }

    /// <summary>The number at four places, the last one innermost; places in which the tensor has extent 1 count as 0.</summary>
    public static float At(Tensor<float> tensor, int i, int j, int k, int l)
    {
        var index = 0;
        foreach (var (place, at) in new[] { i, j, k, l }.Index())
        {
            var extent = tensor.Shape.Padded(place);
            index = (index * extent) + (extent == 1 ? 0 : at);
        }

        return tensor.ToArray()[index];
    }

    /// <summary>Compares a tensor with a formula for each of its numbers, bit for bit.</summary>
    public static void Equal(Shape shape, Func<int, int, int, int, float> expected, Tensor<float> actual)
    {
        Assert.Equal(shape, actual.Shape);
        var numbers = actual.ToArray();
        var index = 0;
        for (var i = 0; i < shape.Padded(0); i++)
        {
            for (var j = 0; j < shape.Padded(1); j++)
            {
                for (var k = 0; k < shape.Padded(2); k++)
                {
                    for (var l = 0; l < shape.Padded(3); l++)
                    {
                        Assert.Equal(expected(i, j, k, l), numbers[index++]);
                    }
                }
            }
        }
    }
}
