namespace Engram.Numerics.Kernels;

/// <summary>Functions of two numbers, a and b.</summary>
public enum Binary
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>1 where a &lt; b, else 0.</summary>
    Less,

    /// <summary>1 where a = b, else 0.</summary>
    Equal,

    /// <summary>a where b ≠ 0, else 0, whatever a is there.</summary>
    KeepWhere,

    /// <summary>The larger; NaN if one is.</summary>
    Larger,

    /// <summary>The smaller; NaN if one is.</summary>
    Smaller,

    /// <summary>b where a &gt; 0, else 0; b where a is NaN.</summary>
    ReluSlope,

    /// <summary>b (1 − a²).</summary>
    TanhSlope,

    /// <summary>b a (1 − a).</summary>
    SigmoidSlope,
}
