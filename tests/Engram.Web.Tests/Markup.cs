using System.Text.RegularExpressions;
using AngleSharp.Html;
using Engram.Testing;
using Microsoft.AspNetCore.Components;

namespace Engram.Web.Tests;

/// <summary>Markup for approval: an element per line, without the marks of scoped style sheets.</summary>
internal static partial class Markup
{
    public static async Task<string> OfAsync<T>(Dictionary<string, object?> parameters) where T : IComponent
    {
        using var text = new StringWriter { NewLine = "\n" };
        var body = Html.Parse(Scope().Replace(await Html.OfAsync<T>(parameters), "")).Body!;
        foreach (var node in body.ChildNodes) node.ToHtml(text, new PrettyMarkupFormatter { Indentation = "  ", NewLine = "\n" });
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    [GeneratedRegex(" b-[a-z0-9]{10}")]
    private static partial Regex Scope();
}
