using System.Text.Json;
using Engram.Tracking.Studies;
using Engram.Web.Pages;

namespace Engram.Web.Tests.Pages;

public sealed class ContrastsTests
{
    [Fact]
    public void Options_that_always_change_together_are_one_factor()
    {
        var factors = Contrasts.Factors(Conditions(["gd", "metagd"], [0.01, 0.001], [false, true]));
        Assert.Equal(["method", "eta", "reloadNetwork & reloadMemory"], factors.Select(factor => factor.Name));
    }

    [Fact]
    public void What_never_changes_is_no_factor() => Assert.Empty(Contrasts.Factors(Conditions(["gd"], [0.01], [true])));

    [Fact]
    public void Pairs_differ_in_the_factor_and_in_nothing_else()
    {
        var conditions = Conditions(["gd", "metagd"], [0.01, 0.001, 0.0001], [false, true]);
        var factors = Contrasts.Factors(conditions);
        var pairs = Contrasts.Pairs(factors, factors[0]);
        Assert.Equal(6, pairs.Count); // three rates × two ways to carry on
        Assert.All(pairs, pair => Assert.Equal(("metagd", "gd"), (Option(conditions[pair.Left], "method"), Option(conditions[pair.Right], "method"))));
        Assert.All(pairs, pair => Assert.All(["eta", "reloadNetwork", "reloadMemory"], name => Assert.Equal(Option(conditions[pair.Left], name), Option(conditions[pair.Right], name))));
    }

    [Fact]
    public void Three_levels_make_three_pairs()
    {
        var factors = Contrasts.Factors(Conditions(["gd"], [0.01, 0.001, 0.0001], [true]));
        Assert.Equal([(1, 0), (2, 0), (2, 1)], Contrasts.Pairs(factors, factors[0]));
    }

    private static string Option(Condition condition, string name) => condition.Options.RootElement.GetProperty(name).ToString();

    private static List<Condition> Conditions(string[] methods, double[] rates, bool[] reloads) =>
    [
        .. (from method in methods from rate in rates from reload in reloads select (method, rate, reload)).Select((one, position) => new Condition(
            Guid.Empty, position, $"{one.method} {one.rate} {one.reload}",
            JsonSerializer.SerializeToDocument(new { one.method, eta = one.rate, reloadNetwork = one.reload, reloadMemory = one.reload, clip = 1 }), $"{position}", DateTimeOffset.UnixEpoch)),
    ];
}
