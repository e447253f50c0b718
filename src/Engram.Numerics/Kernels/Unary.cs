namespace Engram.Numerics.Kernels;

/// <summary>Functions of one number.</summary>
public enum Unary
{
    /// <summary>−x, also of 0 and NaN.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>−1, 0 or 1; NaN stays.</summary>
    Sign,

    /// <summary>x².</summary>
    Square,

    /// <summary>√x, correctly rounded.</summary>
    SquareRoot,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>sin x.</summary>
    Sin,

    /// <summary>cos x.</summary>
    Cos,

    /// <summary>max(x, 0); NaN stays.</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1 / (1 + e^−x).</summary>
    Sigmoid,
}
