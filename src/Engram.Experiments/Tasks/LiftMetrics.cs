using Engram.Experiments.Environments;

namespace Engram.Experiments.Tasks;

/// <summary>What a <see cref="LiftRecord"/> records, declared.</summary>
internal static class LiftMetrics
{
    /// <summary>Every metric that some options record.</summary>
    public static IReadOnlyList<MetricDeclaration> All { get; } = [.. Declare()];

    private static IEnumerable<MetricDeclaration> Declare()
    {
        yield return Loss("loss", "Squared error of the predicted torque, mean over a batch, before the batch is learned.");
        yield return Loss("mse/first-500ms", "Mean loss of the first 500 ms of a lift: the cells of table I.") with { IsScore = true };
        yield return Loss("mse/last-500ms", "Mean loss of the last 500 ms of a lift.") with { IsScore = true };
        yield return Loss("loss/initial", "Loss of the very first batch of a lift, before anything of it is learned.") with { IsScore = true };
        yield return new("torque/measured", "Measured torque, mean over a batch.", "Nm") { Goal = Goal.Neutral };
        yield return new("torque/predicted", "Predicted torque, mean over a batch, before the batch is learned.", "Nm") { Goal = Goal.Neutral };
        yield return new("gradient/clipped-share", "Share of partial derivatives beyond ± the clip value.") { Goal = Goal.Neutral };
        yield return Time("step-time/mean", "Time of one update (prediction, gradient, memory and step), mean over the lift.");
        yield return Time("step-time/p99", "Time of one update that 99 of 100 stay below.");
        yield return Time("tick-time/median", "Time of one control tick, in which every joint is predicted and learned; median over the lift.");
        yield return Time("tick-time/p99.9", "Time of one control tick that 999 of 1,000 stay below; the slowest of a lift with fewer.");
        yield return new("diverged", "1 when the loss left the finite numbers or 1e12 Nm², else 0.") { IsScore = true };
        foreach (var layer in new[] { "layer1", "layer2", "layer3", "layer4" })
        {
            yield return Rate($"eta/{layer}/lowest", $"Smallest rate that the memory recalled for {layer}.");
            yield return Rate($"eta/{layer}/mean", $"Mean rate that the memory recalled for {layer}.");
            yield return Rate($"eta/{layer}/highest", $"Largest rate that the memory recalled for {layer}.");
        }

        for (var joint = 1; joint <= LiftStream.Joints; joint++)
        {
            var where = $"joint {joint}, where it is not the reported one";
            yield return Loss($"joint{joint}/loss", $"As loss, for {where}.") with { IsOptional = true };
            yield return Loss($"joint{joint}/mse/first-500ms", $"As mse/first-500ms, for {where}.") with { IsOptional = true, IsScore = true };
            yield return Loss($"joint{joint}/mse/last-500ms", $"As mse/last-500ms, for {where}.") with { IsOptional = true, IsScore = true };
        }
    }

    private static MetricDeclaration Loss(string key, string description) => new(key, description, "Nm²") { IsLogarithmic = true };

    private static MetricDeclaration Time(string key, string description) => new(key, description, "s") { IsScore = true, IsTiming = true };

    private static MetricDeclaration Rate(string key, string description) =>
        new(key, description) { Goal = Goal.Neutral, IsOptional = true, IsLogarithmic = true };
}
