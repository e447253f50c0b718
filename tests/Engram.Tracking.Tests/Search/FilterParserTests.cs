using System.Diagnostics;
using Engram.Numerics.Random;
using Engram.Testing;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

public sealed class FilterParserTests
{
    /// <summary>What was written → what it means, every bracket shown.</summary>
    [Theory]
    [InlineData("seed = 3", "seed = 3")]
    [InlineData("a = 1 or b = 2 and c = 3", "options.a = 1 OR (options.b = 2 and options.c = 3)")]
    [InlineData("(a = 1 or b = 2) and c = 3", "(options.a = 1 OR options.b = 2) and options.c = 3")]
    [InlineData("not a = 1 and b = 2", "(not options.a = 1) and options.b = 2")]
    [InlineData("NOT (a = 1 AND b = 2)", "not (options.a = 1 and options.b = 2)")]
    [InlineData("not not a = 1", "not (not options.a = 1)")]
    [InlineData("a not in (1, 'x', true)", "not options.a in (1, 'x', 'true')")]
    [InlineData("a not between 1 and 2 and b = 1", "(not options.a between 1 and 2) and options.b = 1")]
    [InlineData("a not like 'x%' or a ilike 'Y_'", "(not options.a like 'x%') OR options.a ILIKE 'Y_'")]
    [InlineData("a not exists", "not options.a exists")]
    [InlineData("a~'^ad'", "options.a ~ '^ad'")]
    [InlineData("seed>=-1", "seed >= -1")]
    [InlineData("a<.5", "options.a < 0.5")]
    [InlineData("a = +1e3", "options.a = 1000")]
    [InlineData("seed = 9007199254740993", "seed = 9007199254740993")]
    [InlineData("metrics.loss < 1", "metrics.loss.last < 1")]
    [InlineData("metrics.light/mse.min < 1", "metrics.light/mse.min < 1")]
    [InlineData("metrics.'light/mse'.MIN < 1", "metrics.light/mse.min < 1")]
    [InlineData("metrics.'a.min' < 1", "metrics.'a.min'.last < 1")]
    [InlineData("metrics.a.b.min < 1", "metrics.'a.b'.min < 1")]
    [InlineData("metrics.min < 1", "metrics.min.last < 1")]
    [InlineData("metrics.\"it's\".mean != -Infinity", "metrics.'it''s'.mean != -Infinity")]
    [InlineData("metrics.`x`.max = NaN", "metrics.x.max = NaN")]
    [InlineData("options.1st = 1", "options.1st = 1")]
    [InlineData("options.not = 1 and not options.and = 1", "options.not = 1 and (not options.and = 1)")]
    [InlineData("options.eta='it''s'", "options.eta = 'it''s'")]
    [InlineData("state = Running", "state = 'running'")]
    [InlineData("submitted > '2026-01-31'", "submittedAt > '2026-01-31T00:00:00Z'")]
    [InlineData("finishedAt between '2026-01-31T12:00:00+02:00' and '2026-02-01 00:00'", "finishedAt between '2026-01-31T10:00:00Z' and '2026-02-01T00:00:00Z'")]
    [InlineData("parent = '0199C0DE-0000-7000-8000-00000000ABCD'", "parent = '0199c0de00007000800000000000abcd'")]
    [InlineData("  ", "")]
    public void A_filter_means_what_it_says(string written, string meant) =>
        Assert.Equal(meant, FilterText.Of(FilterParser.Parse(Long(written))));

    [Fact]
    public void An_error_says_where_what_was_found_and_what_was_expected() => Approved.Text(string.Join('\n', new[]
    {
        "seed =", "seed", "seed = x", "seed = '1'", "seed like '1'", "name = 5", "name = bert", "nme = 'a'", "seed > 1 adn seed < 2", "metrics < 1", "metrics. < 1", "metric.loss < 1",
        "seed.x = 1", "(seed = 1", "seed = 1)", "seed in 1", "seed in (1", "seed in ()", "seed in (1 2)", "seed between 1", "seed between 1 or 2", "options.a between 1 and 'x'",
        "name = 'a", "state = 'runing'", "state in ('queued', 'done')", "submittedAt > 'yesterday'", "submittedAt > 2026", "id < '0199c0de00007000800000000000abcd'", "id = 'x'",
        "seed == 1", "seed <> 1", "seed = 1 && seed = 2", "seed = 1 || seed = 2", "!seed = 1", "seed !~ 'x'", "seed = 1e999", "seed = 1.2.3", "seed = 1x", "options.a = [1]",
        "name = 'a\0'", "name = 'a\ud800'", "metrics.x:y < 1", "seed not = 1", "not", "and", "seed = 1 and", @"name like 'a\'", $"name ~ '{new string('a', 201)}'", "seed exists 1",
    }.Select(filter => $"{filter.Replace('\0', '␀').Replace('\ud800', '�'),-45} {Fault(filter)}")), "errors");

    public static TheoryData<string> Hostile =>
    [
        new string('(', 9_000), new string('(', 49), string.Concat(Enumerable.Repeat("not ", 2_000)), string.Concat(Enumerable.Repeat("not(", 2_000)), new string('a', 10_001),
        string.Join(" or ", Enumerable.Repeat("seed=1", 201)), $"seed in ({string.Join(',', Enumerable.Repeat("1", 1_001))})", $"options.{new string('k', 1_001)} = 1", "seed = " + new string('9', 5_000),
        new string('\'', 9_999), "\0", "\ud800", "seed = \ud83d\ude00", "options." + string.Concat(Enumerable.Repeat("a.", 600)) + "a = 1",
    ];

    [Theory, MemberData(nameof(Hostile))]
    public void Whatever_is_too_much_is_refused_at_once(string filter)
    {
        var before = Stopwatch.GetTimestamp();
        Assert.InRange(Assert.Throws<FilterException>(() => FilterParser.Parse(filter)).Column, 1, filter.Length + 1);
        Assert.True(Stopwatch.GetElapsedTime(before) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_is_just_allowed_is_read()
    {
        FilterParser.Parse($"{new string('(', 50)}seed=1{new string(')', 50)}");
        FilterParser.Parse($"seed in ({string.Join(',', Enumerable.Repeat("1", 1_000))})");
        FilterParser.Parse(string.Join(" or ", Enumerable.Repeat("seed=1", 200)));
    }

    [Fact]
    public void A_filter_in_words_reads_back_as_itself()
    {
        var filters = new RandomFilters(RandomStream.FromSeed(4));
        for (var i = 0; i < 5_000; i++)
        {
            var text = FilterText.Of(filters.Next());
            Assert.Equal(text, FilterText.Of(FilterParser.Parse(text)));
        }
    }

    [Fact]
    public void Any_text_is_a_filter_or_an_error_inside_it()
    {
        var stream = RandomStream.FromSeed(5);
        string[] pieces = ["seed", "options", ".", "metrics", "'", "''", "\"", "(", ")", "in", "not", "and", "or", "between", "like", "~", "=", "!=", "<", ">", "1", "-", "1e", "e5", "NaN", ",", " ", "é", "\ud83d", "\\", "exists"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + stream.NextInt(12)).Select(_ => pieces[stream.NextInt(pieces.Length)] + (stream.NextInt(2) == 0 ? " " : "")));
            try
            {
                FilterParser.Parse(text);
            }
            catch (FilterException e)
            {
                Assert.InRange(e.Column, 1, text.Length + 1);
            }
        }
    }

    // One-letter names are options, to keep the lines above short.
    private static string Long(string filter) => System.Text.RegularExpressions.Regex.Replace(filter, @"(?<![\w.'""`])([abc])(?=\s|[~<=])(?!')", "options.$1");

    private static string Fault(string filter)
    {
        var fault = Assert.Throws<FilterException>(() => FilterParser.Parse(filter));
        return fault.Message + (fault.Given is null ? "" : $" [{fault.Given} of {string.Join(' ', fault.Known)}]");
    }
}
