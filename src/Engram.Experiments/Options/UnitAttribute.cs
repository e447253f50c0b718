namespace Engram.Experiments.Options;

/// <summary>The unit of an option, SI where there is one: <c>s</c>, <c>kg</c>, <c>rad</c>. Absent for pure numbers.</summary>
/// <param name="unit">Unit symbol.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string unit) : Attribute
{
    /// <summary>Unit symbol.</summary>
    public string Unit { get; } = unit;
}
