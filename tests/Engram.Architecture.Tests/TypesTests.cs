using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Engram.Architecture.Tests;

/// <summary>What every type of the product keeps to.</summary>
public sealed class TypesTests
{
    private static readonly string[] Names = ["Engram.Numerics", "Engram.Dynamics", "Engram.Learning", "Engram.Experiments", "Engram.Tracking", "Engram.Client", "Engram.Cli", "Engram.Worker"];

    public static TheoryData<string> Assemblies => [.. Names];

    [Theory, MemberData(nameof(Assemblies))]
    public void A_class_is_sealed_or_abstract_never_in_between(string assembly) => Faults.None(
        Assembly.Load(assembly).GetTypes()
            .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsGenerated(t))
            .Select(t => $"{t.FullName}: seal it, and to vary a behaviour wrap it."));

    [Theory, MemberData(nameof(Assemblies))]
    public void Everything_public_is_explained_in_words(string assembly)
    {
        var documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);
        Faults.None(documentation.Where(m => !SaysSomething(m.Value)).Select(m => $"{m.Key} has a comment that says nothing."));
        Assert.All(Assembly.Load(assembly).GetExportedTypes().Where(t => !IsGenerated(t)), t => Assert.Contains("T:" + t.FullName!.Replace('+', '.'), documentation));
    }

    private static bool SaysSomething(XElement member) =>
        member.Element("inheritdoc") is not null || !string.IsNullOrWhiteSpace(member.Element("summary")?.Value) || member.Element("summary")?.HasElements == true
        || (member.Element("summary") is null && member.HasElements);

    private static bool IsGenerated(Type type) =>
        type.Name.Contains('<') || type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsGenerated(outer)) || type.Name == "Program";
}
