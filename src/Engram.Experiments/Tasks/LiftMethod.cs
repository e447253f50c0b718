using System.Text.Json.Serialization;
using Engram.Learning.Memory;
using Engram.Learning.Optimizers;

namespace Engram.Experiments.Tasks;

/// <summary>How the weights of the networks are moved.</summary>
public enum LiftMethod
{
    /// <summary>Gradient descent with a constant rate, its gradient clipped by value.</summary>
    Gd,

    /// <summary>Gradient descent with memories of learning rates, learned by gradient descent: the paper's method.</summary>
    [JsonStringEnumMemberName("metagd")]
    MetaGd,

    /// <summary>MetaGD whose memory learns from the sign of two gradients' product (equations 8 to 13 as printed), not from the clipped product.</summary>
    [JsonStringEnumMemberName("metagd-sign")]
    MetaGdSign,

    /// <summary>MetaGD with memories learned by Adam.</summary>
    [JsonStringEnumMemberName("metagd-mem-adam")]
    MetaGdMemAdam,

    /// <summary>Adam, not clipped and without a memory.</summary>
    Adam,

    /// <summary>Adam's direction with rates from memories, which Adam learns too.</summary>
    [JsonStringEnumMemberName("adam-mem")]
    AdamMem,
}

/// <summary>The update rule that a method stands for.</summary>
internal static class LiftRules
{
    /// <summary>The settings of the rule.</summary>
    /// <param name="method">The method.</param>
    /// <param name="memory">A new memory; its initial rate is the constant rate of a method without one, its bound the clip of GD.</param>
    public static UpdateRuleOptions Rule(this LiftMethod method, LearningRateMemoryOptions memory)
    {
        var byAdam = memory with { Updater = AdamOptions.ForMemory(memory.MemoryRate) };
        return method switch
        {
            LiftMethod.Gd => new GradientDescentOptions { Rate = memory.InitialRate, GradientBound = memory.GradientBound },
            LiftMethod.Adam => new AdamOptions { Rate = memory.InitialRate },
            LiftMethod.AdamMem => new RuleWithMemoryOptions { Base = AdamOptions.ForBase, Memory = byAdam },
            LiftMethod.MetaGdMemAdam => new MetaGradientDescentOptions { Memory = byAdam },
            LiftMethod.MetaGdSign => new MetaGradientDescentOptions { Memory = memory with { Signal = AgreementSignal.Sign } },
            _ => new MetaGradientDescentOptions { Memory = memory },
        };
    }
}
