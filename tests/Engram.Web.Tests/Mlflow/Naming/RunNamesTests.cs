using Engram.Numerics.Random;
using Engram.Web.Mlflow.Naming;

namespace Engram.Web.Tests.Mlflow.Naming;

public sealed class RunNamesTests
{
    [Fact]
    public void There_are_159_adjectives_and_123_nouns_no_word_twice()
    {
        Assert.Equal(159, NameWords.Adjectives.Distinct().Count());
        Assert.Equal(123, NameWords.Nouns.Distinct().Count());
        Assert.Equal(159 + 123, NameWords.Adjectives.Count + NameWords.Nouns.Count);
    }

    [Fact]
    public void A_name_is_an_adjective_a_noun_and_a_number_in_at_most_20_characters()
    {
        var names = new RunNames(RandomStream.FromSeed(1));
        for (var i = 0; i < 10_000; i++) Assert.Matches("^[a-z]{3,7}-[a-z]{3,7}-(1000|[0-9]{1,3})$", names.Next());
        Assert.True(NameWords.Adjectives.Max(word => word.Length) + NameWords.Nouns.Max(word => word.Length) + 6 <= 20);
    }

    [Fact]
    public void Chance_comes_from_outside() =>
        Assert.Equal(new RunNames(RandomStream.FromSeed(7)).Next(), new RunNames(RandomStream.FromSeed(7)).Next());
}
