using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Engram.Experiments.Options;

/// <summary>The summaries a compiler wrote beside an assembly: what options and choices say about themselves.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, string> summaries = [];

    private XmlDocumentation(string path) => Path = path;

    /// <summary>Where the documentation is, or should be.</summary>
    public string Path { get; }

    /// <summary>False when there is no such file.</summary>
    public bool Exists { get; private init; }

    /// <summary>Reads the documentation file beside an assembly.</summary>
    public static XmlDocumentation Of(Assembly assembly)
    {
        var path = System.IO.Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(path))
        {
            return new XmlDocumentation(path);
        }

        var documentation = new XmlDocumentation(path) { Exists = true };
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary)
            {
                documentation.summaries[name] = PlainText(summary);
            }
        }

        return documentation;
    }

    /// <summary>The summary of a property or of an enum member as plain text; null when there is none.</summary>
    public string? SummaryOf(MemberInfo member)
    {
        var letter = member.MemberType == MemberTypes.Property ? 'P' : 'F';
        var type = member.DeclaringType!.FullName!.Replace('+', '.');
        return summaries.TryGetValue($"{letter}:{type}.{member.Name}", out var summary) && summary.Length > 0 ? summary : null;
    }

    private static string PlainText(XElement summary) =>
        WhiteSpace().Replace(string.Concat(summary.Nodes().Select(PlainText)), " ").Trim();

    private static string PlainText(XNode node) => node switch
    {
        XText text => text.Value,

        // <see cref="P:A.B.Name"/> and <see langword="null"/> are empty elements whose word stands in an attribute.
        XElement { IsEmpty: true } reference => reference.Attributes().FirstOrDefault()?.Value.Split('.', ':')[^1] ?? "",
        XElement element => string.Concat(element.Nodes().Select(PlainText)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
