namespace Engram.Learning.Memory;

/// <summary>How two successive gradients of one coordinate say whether its rate was too small or too large.</summary>
public enum AgreementSignal
{
    /// <summary>clip(z z′, −1, 1): flat regions teach little (Meier, Kappler, Schaal 2018, section III.D).</summary>
    Product,

    /// <summary>sign(z z′): eqs. 8 to 13 of the same paper as printed.</summary>
    Sign,
}
