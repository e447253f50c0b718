using System.Numerics;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>See docs/tensors.md.</summary>
internal static class OwnOperations
{
    /// <summary>ln (1 + e^x), number by number.</summary>
    public static Tensor<T> Softplus<T>(this Tensor<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = x.Tape.Result(nameof(Softplus), x.Shape, out var numbers);
        x.CopyTo(numbers);
        foreach (ref var number in numbers)
        {
            number = T.Log(T.One + T.Exp(number));
        }

        return result.DependsOn(x, static (y, g) => g * y.Input(0).Sigmoid());
    }
}
