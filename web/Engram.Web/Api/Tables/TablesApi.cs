using Engram.Experiments;
using Engram.Tracking.Storage;
using Engram.Web.Api.Claims;
using Engram.Web.Api.Problems;
using Engram.Web.Api.Requests;
using Engram.Web.Api.Studies;
using Engram.Web.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Engram.Web.Api.Tables;

/// <summary>The tables of an experiment's source over HTTP, filled with a study's numbers.</summary>
internal static class TablesApi
{
    /// <summary>Maps <c>/studies/{id}/tables</c>.</summary>
    public static void MapTables(this IEndpointRouteBuilder api) => api.MapGroup("/studies/{id}/tables").WithTags("Studies")
        .MapGet("", Evaluate).Produces<TablesAnswer>(StatusCodes.Status200OK, "application/json", "text/csv", "text/markdown", "application/x-latex");

    /// <summary>
    /// The tables of the source of the study's experiment: mean over seeds in every cell, with interval, number of seeds and the published number.
    /// </summary>
    /// <param name="id">Identifier of the study.</param>
    /// <param name="format"><c>json</c>; <c>csv</c>: one line per cell with every digit; <c>markdown</c> or <c>latex</c>: as the source prints
    /// it.</param>
    /// <response code="200">The tables.</response>
    /// <response code="404">There is no such study.</response>
    /// <response code="409">This program does not have the study's experiment.</response>
    internal static async Task<Results<Ok<TablesAnswer>, ContentHttpResult, Missing, Conflicting>> Evaluate(
        Guid id, EngramDb db, ExperimentCatalog catalog, TableEvaluation evaluation, CancellationToken ct, Word<TableForm>? format = null)
    {
        if (await ClaimsApi.NameAsync(id, db, ct) is not { } name) return Missing.Of("study", id, StudiesApi.Address);
        if (catalog.TryFind(name) is not { } experiment) return ClaimsApi.NoExperiment(name);
        var tables = (await evaluation.EvaluateAsync(id, experiment, ct)).Select(table => TableAnswer.Of(table, experiment.Source)).ToList();
        var form = format?.Value ?? TableForm.Json;
        return form switch
        {
            TableForm.Csv => TypedResults.Text(Lines(tables).ToCsv(), TextTable.MediaType(form)),
            TableForm.Markdown or TableForm.Latex => TypedResults.Text(string.Join('\n', tables.Select(table => table.ToText().To(form))),
                TextTable.MediaType(form)),
            _ => TypedResults.Ok(new TablesAnswer(id, name, tables)),
        };
    }

    private static TextTable Lines(IReadOnlyList<TableAnswer> tables) =>
        new("", TableAnswer.LineHeader, [.. tables.SelectMany(table => table.Lines())]);
}
