using Microsoft.AspNetCore.WebUtilities;

namespace Engram.Web.Pages;

/// <summary>The one place where the address of a page is built.</summary>
/// <remarks>The state of a page is in its address; every page has its builder here, and a test sees to it.</remarks>
internal static class Urls
{
    public static string Studies(Guid? project = null, string? experiment = null, string? search = null, Guid? after = null) =>
        With("/", ("project", Text(project)), ("experiment", experiment), ("search", search), ("after", Text(after)));

    public static string NewStudy(string? experiment = null, string? preset = null) => With("/studies/new", ("experiment", experiment), ("preset", preset));

    public static string Study(Guid id) => $"/studies/{id:N}";

    /// <summary>The part of a study's page that follows its runs.</summary>
    public static string StudyProgress(Guid id) => $"/studies/{id:N}/progress";

    public static string Compare(Guid study) => $"/studies/{study:N}/compare";

    public static string Run(Guid id) => $"/runs/{id:N}";

    public static string Experiments() => "/experiments";

    public static string Experiment(string name) => $"/experiments/{Uri.EscapeDataString(name)}";

    public static string Workers() => "/workers";

    public static string NotFound() => "/not-found";

    public static string Error() => "/error";

    /// <summary>Server-sent events of a study or a run; made by the API.</summary>
    public static string Events(Guid? study = null, Guid? run = null) => With("/api/v1/events", ("study", Text(study)), ("run", Text(run)));

    private static string? Text(Guid? id) => id?.ToString("N");

    // Absent and empty values are left out, so that an address says only what was chosen.
    private static string With(string path, params (string Name, string? Value)[] query) =>
        QueryHelpers.AddQueryString(path, query.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
}
