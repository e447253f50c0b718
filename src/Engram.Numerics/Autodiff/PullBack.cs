using System.Numerics;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Autodiff;

/// <summary>Carries a gradient from the result of an operation back to one of its inputs.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="result">What the operation made; its inputs are <see cref="Tensor{T}.Input"/>.</param>
/// <param name="gradient">∂L/∂result, of the shape of the result.</param>
/// <returns>∂L/∂input, of the input's shape or of one that the input broadcasts to (then it is summed); <c>default</c> where the pull-back to another
/// input counts it, too.</returns>
public delegate Tensor<T> PullBack<T>(Tensor<T> result, Tensor<T> gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
