namespace Engram.Web.Charts;

/// <summary>What a learning-rate memory of one parameter group predicts: the rate η for every partial derivative z.</summary>
/// <param name="Label">Which checkpoint it is.</param>
/// <param name="Gradients">z, ascending, shape [P].</param>
/// <param name="Rates">η(z), shape [P], dimensionless.</param>
/// <param name="Centres">Centres of the local models, ascending, shape [M], in units of z.</param>
/// <param name="Values">θ of the local models, shape [M], dimensionless.</param>
public sealed record MemoryCurve(string Label, IReadOnlyList<double> Gradients, IReadOnlyList<double> Rates, IReadOnlyList<double> Centres, IReadOnlyList<double> Values)
{
    /// <summary>How often each local model was taught, shape [M]; empty when unknown.</summary>
    public IReadOnlyList<long> Visits { get; init; } = [];
}
