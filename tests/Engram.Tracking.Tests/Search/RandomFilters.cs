using Engram.Numerics.Random;
using Engram.Tracking.Search;

namespace Engram.Tracking.Tests.Search;

/// <summary>Draws filters that ask about what <see cref="RandomRuns"/> has, and a little beside it.</summary>
/// <param name="stream">Where chance comes from.</param>
internal sealed class RandomFilters(RandomStream stream)
{
    private static readonly string[] Patterns = ["a%", "%d%", "_dam", "%", "", "A%", "100\\%", "%.%", "%e", "SGD", "condition _%"];
    private static readonly string[] Expressions = ["^a", "a|s", "^[0-9.]+$", "d.m", "(ad|sg)", "x{2}", ".", "^$", "[[:digit:]]e"];

    /// <summary>The next filter.</summary>
    public RunFilter Next(int depth = 3) => stream.NextInt(depth > 0 ? 10 : 6) switch
    {
        < 6 => Question(),
        6 or 7 => new AndFilter(Parts(depth)),
        8 => new OrFilter(Parts(depth)),
        _ => new NotFilter(Next(depth - 1)),
    };

    private List<RunFilter> Parts(int depth) => [.. Enumerable.Range(0, 2 + stream.NextInt(2)).Select(_ => Next(depth - 1))];

    /// <summary>A field that can be asked about and ordered by.</summary>
    public RunField Field() => stream.NextInt(8) switch
    {
        0 or 1 or 2 => new OptionField(Pick(RandomRuns.OptionKeys)),
        3 or 4 => new MetricField(Pick(RandomRuns.MetricKeys), (MetricAggregate)stream.NextInt(4)),
        5 => new TagField(Pick(RandomRuns.TagKeys)),
        _ => new ColumnField(RunColumn.All[stream.NextInt(RunColumn.All.Count)]),
    };

    private RunFilter Question()
    {
        var field = Field();
        return stream.NextInt(10) switch
        {
            0 => new ExistsFilter(field),
            1 => new InFilter(field, [.. Enumerable.Range(0, 1 + stream.NextInt(4)).Select(_ => Value(field))]),
            2 when field.Type != FieldType.Identifier => Between(field),
            3 when field.Type is FieldType.Text or FieldType.Json => new LikeFilter(field, Pick(Patterns), stream.NextInt(2) == 0),
            4 when field.Type is FieldType.Text or FieldType.Json => new RegexFilter(field, Pick(Expressions)),
            _ => new CompareFilter(field, (FilterOperator)stream.NextInt(field.Type == FieldType.Identifier ? 2 : 6), Value(field)),
        };
    }

    private BetweenFilter Between(RunField field)
    {
        while (true)
        {
            var (low, high) = (Value(field), Value(field));
            if (low.GetType() == high.GetType()) return new(field, low, high);
        }
    }

    private FilterValue Value(RunField field) => field.Type switch
    {
        FieldType.Whole or FieldType.Number => Number(),
        FieldType.Time => new TimeValue(RandomRuns.Start.AddHours(stream.NextInt(50))),
        FieldType.Identifier => new IdentifierValue(RandomRuns.Identifier(stream.NextInt(RandomRuns.Count + 20))),
        FieldType.Json => stream.NextInt(2) == 0 ? Number() : new TextValue(Pick(RandomRuns.Texts)),
        _ => new TextValue(field is ColumnField { Column: var column } && column == RunColumn.State ? Pick(RandomRuns.States) : Pick(RandomRuns.Names)),
    };

    private NumberValue Number()
    {
        var number = RandomRuns.Numbers[stream.NextInt(RandomRuns.Numbers.Length)];
        return new(number, Math.Abs(number) <= 1L << 53 && Math.Floor(number) == number ? (long)number : null);
    }

    private T Pick<T>(T[] from) => from[stream.NextInt(from.Length)];
}
