using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow.Search;

/// <summary>Whether deleted ones are meant.</summary>
internal static class ViewType
{
    private static readonly string[] Names = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"];

    /// <summary>A condition on what was deleted: by name or by number from 1; active ones when it is absent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="field">Name of the parameter.</param>
    /// <param name="deleted">A SQL condition that is true for deleted ones.</param>
    public static string Condition(MlflowFields call, string field, string deleted)
    {
        var given = call.Identifier(field) ?? Names[0];
        var view = Array.IndexOf(Names, given) is >= 0 and var named ? named : int.TryParse(given, out var number) ? number - 1 : -1;
        return view switch
        {
            0 => $"not ({deleted})",
            1 => $"({deleted})",
            2 => "true",
            _ => throw call.Wrong(field, $"Give one of {string.Join(", ", Names)}."),
        };
    }
}
