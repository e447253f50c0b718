using Engram.Experiments.Options;

namespace Engram.Web.Parts;

/// <summary>What an option allows, in a few words.</summary>
internal static class OptionWords
{
    /// <summary><c>from 0 to 1</c>, <c>true or false</c>, <c>1 to 3 of gd, metagd, adam</c>.</summary>
    public static string Allowed(OptionDescription option)
    {
        var one = option.Kind switch
        {
            OptionKind.Flag => "true or false",
            OptionKind.Choice => string.Join(", ", option.Choices.Select(choice => choice.Name)),
            OptionKind.Text => "text",
            OptionKind.WholeNumber => $"whole number{(option.Range is { } range ? " " + range : "")}",
            _ => option.Range?.ToString() ?? "any finite number",
        };
        return option switch
        {
            { IsList: true, Length: var (least, most) } => $"{least} to {most}: {one}",
            { IsList: true } => $"list: {one}",
            _ => one,
        };
    }
}
