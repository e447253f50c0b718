namespace Engram.Numerics.Kernels;

/// <summary>What <see cref="IKernels{T}.RunLstm"/> computes of an LSTM cell.</summary>
public enum LstmPart
{
    /// <summary>c' = f c + i g.</summary>
    Advance,

    /// <summary>h' = o tanh c', from tanh c' in its place.</summary>
    Open,

    /// <summary>A step back: ∂L/∂c' with what ∂L/∂h' adds to it, from it ∂L/∂z of all gates, and ∂L/∂c in its place.</summary>
    StepBack,

    /// <summary>∂L/∂c' with what ∂L/∂h' adds to it: o (1 − tanh² c') ∂L/∂h'.</summary>
    AddHiddenToCell,

    /// <summary>∂L/∂z of all gates before their activation, from ∂L/∂c', in which the part of ∂L/∂h' is counted already, and ∂L/∂h'.</summary>
    ToGates,

    /// <summary>∂L/∂c = f ∂L/∂c'.</summary>
    Forget,
}
