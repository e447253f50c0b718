using System.Text.Json.Serialization;
using Engram.Learning.Memory;
using Engram.Learning.Models;
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
    /// <summary>A new rule for the parameters of one network.</summary>
    /// <param name="method">The method.</param>
    /// <param name="groups">Which parameters share a memory; they cover all parameters.</param>
    /// <param name="memory">A new memory; its initial rate is the constant rate of a method without one, its bound the clip of GD.</param>
    public static IUpdateRule NewRule(this LiftMethod method, IReadOnlyList<ParameterGroup> groups, LearningRateMemoryOptions memory)
    {
        var dimension = groups.Sum(group => group.Length);
        return method switch
        {
            LiftMethod.Gd => new GradientDescent(dimension, memory.InitialRate, memory.GradientBound),
            LiftMethod.Adam => new Adam(dimension, memory.InitialRate),
            LiftMethod.AdamMem => new AdamWithMemory(groups, memory with { Optimizer = MemoryOptimizer.Adam }),
            LiftMethod.MetaGdMemAdam => new MetaGradientDescent(groups, memory with { Optimizer = MemoryOptimizer.Adam }),
            LiftMethod.MetaGdSign => new MetaGradientDescent(groups, memory with { Signal = AgreementSignal.Sign }),
            _ => new MetaGradientDescent(groups, memory),
        };
    }
}
