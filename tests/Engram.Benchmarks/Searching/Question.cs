using System.Globalization;
using Engram.Numerics.Random;

namespace Engram.Benchmarks.Searching;

/// <summary>A question about the big set that people ask, about other values each time.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Goal">How long 95 of 100 may take at most, in milliseconds; null where there is no goal.</param>
/// <param name="Draw">The filter and the order.</param>
internal sealed record Question(string Name, double? Goal, Func<RandomStream, (string Filter, string Order)> Draw)
{
    /// <summary>How many runs a page has.</summary>
    public const int PageSize = 50;

    private static readonly string[] Optimizers = ["adam", "adamw", "sgd", "rmsprop", "adagrad", "metagd"];

    /// <summary>The questions; each is also counted when it has a filter.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        new("newest", 10, _ => ("", "submittedAt desc")),
        new("oldest", 10, _ => ("", "submittedAt")),
        new("smallest val_loss", 50, _ => ("", "metrics.val_loss.min")),
        new("largest last accuracy", 50, _ => ("", "metrics.accuracy desc")),
        new("largest lr", 50, _ => ("", "options.lr desc")),
        new("by optimizer (a text)", 50, _ => ("", "options.optimizer")),
        new("lr < x, adam; by val_loss", 50, stream => ($"options.lr < {Rate(stream)} and options.optimizer = '{Pick(stream)}'", "metrics.val_loss.min")),
        new("three equalities; by val_loss", 50, stream =>
            ($"options.batch = {16 << stream.NextInt(6)} and options.layers = {1 + stream.NextInt(12)} and options.dataset = 'set{stream.NextInt(30)}'", "metrics.val_loss.min")),
        new("trial between; by lr", 50, stream => (Invariant($"options.trial between {stream.NextInt(50_000)} and {50_000 + stream.NextInt(20_000)}"), "options.lr")),
        new("loss.min < x; newest", 50, stream => (Invariant($"metrics.loss.min < {stream.NextUniform(0.0001, 0.05)}"), "submittedAt desc")),
        new("one trial; newest", 50, stream => ($"options.trial = {2 * stream.NextInt(30_000)}", "submittedAt desc")),
        new("a tag no run has; newest", 50, stream => ($"tags.team = 'none{stream.NextInt(1_000)}'", "submittedAt desc")),
        new("failed, in (…); by accuracy", 50, stream => ($"state = 'failed' and options.optimizer in ('{Pick(stream)}', 'sgd') and metrics.accuracy > 1", "metrics.accuracy desc")),
        new("a or b, not c; newest", 50, stream => ($"(options.lr < {Rate(stream)} or metrics.val_loss.min < 0.1) and not tags.baseline exists", "submittedAt desc")),
        new("part of a name; newest", 50, stream => ($"name ilike '%{1_000 + stream.NextInt(9_000)} {Pick(stream)}%'", "submittedAt desc")),
    ];

    private static string Rate(RandomStream stream) => Math.Pow(10, stream.NextUniform(-4, -2)).ToString("R", CultureInfo.InvariantCulture);

    private static string Pick(RandomStream stream) => Optimizers[stream.NextInt(Optimizers.Length)];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
