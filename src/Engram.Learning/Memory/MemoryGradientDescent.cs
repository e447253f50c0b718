namespace Engram.Learning.Memory;

/// <summary>θ ← θ + ξ u (Meier, Kappler, Schaal 2018, eq. 13). Carries nothing from step to step.</summary>
internal sealed class MemoryGradientDescent(double rate) : IMemoryRule
{
    public void Apply(ReadOnlySpan<double> pull, Span<double> theta)
    {
        for (var index = 0; index < theta.Length; index++)
        {
            theta[index] += rate * pull[index];
        }
    }

    public void Reset()
    {
    }
}
