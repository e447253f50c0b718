using System.Numerics;

namespace Engram.Numerics.Autodiff;

/// <summary>What a node was made of, and how a gradient goes back there; no pull-back where the derivative is zero.</summary>
internal readonly record struct Edge<T>(Node<T> Input, PullBack<T>? PullBack)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
