namespace Engram.Experiments.Tasks;

/// <summary>What is lifted.</summary>
public enum LiftTask
{
    /// <summary>The empty hand.</summary>
    NoObject,

    /// <summary>A light object.</summary>
    Light,

    /// <summary>A heavy object.</summary>
    Heavy,
}
