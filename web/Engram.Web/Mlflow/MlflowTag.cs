using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Mlflow;

/// <summary>A key and its text: a tag or a parameter.</summary>
/// <param name="Key">Key.</param>
/// <param name="Value">Text; may be empty.</param>
internal sealed record MlflowTag(string Key, string Value);

/// <summary>Tags that say something the platform has a place for, and reading tags from calls.</summary>
internal static class MlflowTags
{
    /// <summary>The run's name.</summary>
    public const string RunName = "mlflow.runName";

    /// <summary>The run's or project's notes.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>The run it is a part of.</summary>
    public const string Parent = "mlflow.parentRunId";

    /// <summary>Whose run it is.</summary>
    public const string User = "mlflow.user";

    /// <summary>What a data set was read for.</summary>
    public const string Context = "mlflow.data.context";

    /// <summary>Models that were logged, as a JSON array.</summary>
    public const string Models = "mlflow.log-model.history";

    /// <summary>The tags of a run in a call; of a key given twice the last.</summary>
    public static Dictionary<string, string> OfRun(MlflowFields call)
    {
        Dictionary<string, string> tags = [];
        foreach (var tag in call.Objects("tags")) tags[Key(tag)] = Keys.Cut(tag.Text("value") ?? "", Keys.LongestTag);
        return tags;
    }

    /// <summary>The tags of an experiment in a call; of a key given twice the last.</summary>
    public static Dictionary<string, string> OfExperiment(MlflowFields call)
    {
        Dictionary<string, string> tags = [];
        foreach (var tag in call.Objects("tags")) tags[Key(tag)] = ExperimentValue(tag.Text("value") ?? "", tag.PathOf("value"));
        return tags;
    }

    /// <summary>The value of an experiment's tag, which is not cut but refused when it is too long.</summary>
    public static string ExperimentValue(string value, string path) =>
        value.Length <= Keys.LongestExperimentTag ? value : throw Keys.TooLong(path, Keys.LongestExperimentTag, value.Length);

    private static string Key(MlflowFields tag) => Keys.Check(tag.Required("key"), tag.PathOf("key"));
}
