using Engram.Experiments.Options;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;

namespace Engram.Web.Api.Runs;

/// <summary>A search for runs as it was asked for in words, in the API or in the address of the page.</summary>
/// <param name="filter">The filter, or null.</param>
/// <param name="orderBy">The order, or null for newest first.</param>
/// <param name="columns">Fields to bring along, or null.</param>
internal sealed class RunRequest(string? filter, string? orderBy, string? columns)
{
    private readonly Dictionary<string, FilterException> _faults = [];

    /// <summary>What is wrong, by parameter; empty when nothing is. Ask after <see cref="Read"/>.</summary>
    public IReadOnlyDictionary<string, FilterException> Faults => _faults;

    /// <summary>The fields to bring along.</summary>
    public IReadOnlyList<RunField> Columns { get; private set; } = [];

    /// <summary>Reads the words; what cannot be read is noted in <see cref="Faults"/> and left out.</summary>
    /// <param name="project">Only runs of this project.</param>
    /// <param name="study">Only runs of this study.</param>
    /// <param name="state">Only runs in this state.</param>
    /// <param name="experiment">Only runs of this experiment.</param>
    public RunQuery Read(Guid? project, Guid? study, RunState? state, string? experiment)
    {
        List<RunFilter> parts = [];
        if (study is { } id) parts.Add(Equal(RunColumn.StudyId, new IdentifierValue(id)));
        if (state is { } wanted) parts.Add(Equal(RunColumn.State, new TextValue(wanted.ToString().ToLowerInvariant())));
        if (experiment is not null) parts.Add(Equal(RunColumn.Experiment, new TextValue(experiment)));
        if (filter is not null && Try("filter", () => FilterParser.Parse(filter)) is { } asked and not AndFilter { Parts: [] }) parts.Add(asked);
        if (columns is not null) Columns = Try("columns", () => FieldListParser.Parse(columns)) ?? [];
        return new(new AndFilter(parts), orderBy is null ? RunOrder.Newest : Try("orderBy", () => RunOrder.Parse(orderBy)) ?? RunOrder.Newest) { Project = project };
    }

    /// <summary>A fault as a sentence, with the name that was probably meant.</summary>
    public static string Sentence(FilterException fault) =>
        fault.Given is null ? fault.Message : $"{fault.Message} {NearestName.Suggestion(fault.Given, fault.Known)}";

    private T? Try<T>(string name, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (FilterException fault)
        {
            _faults[name] = fault;
            return null;
        }
    }

    private static CompareFilter Equal(RunColumn column, FilterValue value) => new(new ColumnField(column), FilterOperator.Equal, value);
}
