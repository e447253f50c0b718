using Engram.Tracking.Search;
using Engram.Web.Mlflow.Search;

namespace Engram.Web.Tests.Mlflow.Search;

public sealed class RunConditionsTests
{
    private static readonly FilterGrammar Grammar = new(FilterSubject.Runs);

    [Theory]
    [InlineData("", "metrics.loss DESC, params.lr", "metric loss last")]
    [InlineData("", "params.lr", "option lr all as text")]
    [InlineData("", "run_name", "column name ")]
    [InlineData("", "tags.mlflow.runName", "column name ")]
    [InlineData("", "end_time DESC", "column finishedAt ")]
    [InlineData("", "start_time", "")] // has an index from the beginning
    [InlineData("", "tags.team", "")]
    [InlineData("metrics.acc > 0.5 and params.lr = '1' and metrics.f1 != 0", "", "metric acc last")]
    public void What_is_ordered_by_first_and_metrics_that_are_compared_are_wished_an_index(string filter, string order, string expected)
    {
        var wished = RunConditions.Wished(Grammar.Filter(filter), Grammar.Order(order.Split(", ", StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(expected, string.Join(", ", wished.Select(field => $"{field.Kind} {field.Key} {field.Aggregate}")));
    }

    // So that the indexes of search answer.
    [Theory]
    [InlineData("adam")]
    [InlineData("0.10")]
    public void A_parameter_is_compared_as_search_compares_options(string value) => Assert.Equal(
        FilterSql.Where(new CompareFilter(new OptionField("p"), FilterOperator.Equal, new TextValue(value)), new SqlParameters()),
        RunConditions.Of(Grammar.Filter($"params.p = '{value}'")[0], new SqlParameters()));
}
