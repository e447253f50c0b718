using System.Xml.Linq;

namespace Engram.Architecture.Tests;

/// <summary>Who may know whom. A project exists because something must not be reachable from something else.</summary>
public sealed class ReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Engram.Numerics"] = [],
        ["Engram.Dynamics"] = ["Engram.Numerics"],
        ["Engram.Learning"] = ["Engram.Numerics"],
        ["Engram.Experiments"] = ["Engram.Dynamics", "Engram.Learning"],
        ["Engram.Tracking"] = ["Engram.Numerics"],
        ["Engram.Client"] = [],
        ["Engram.Cli"] = ["Engram.Experiments", "Engram.Tracking"],
        ["Engram.Web"] = ["Engram.Experiments", "Engram.Tracking"],
        ["Engram.Worker"] = ["Engram.Experiments", "Engram.Tracking"],
        ["Engram.Migrations"] = ["Engram.Tracking"],
    };

    /// <summary>What learns and what is computed depends on nothing but .NET.</summary>
    private static readonly string[] WithoutPackages = ["Engram.Numerics", "Engram.Dynamics", "Engram.Learning", "Engram.Experiments", "Engram.Client", "Engram.Cli"];

    public static TheoryData<string> Projects => [.. ProductProjects().Select(p => p.Name)];

    [Fact]
    public void There_are_no_other_projects() => Assert.Equal(Allowed.Keys.Order(), ProductProjects().Select(p => p.Name).Order());

    [Theory, MemberData(nameof(Projects))]
    public void A_project_references_only_whom_it_may_know(string project) =>
        Assert.Equal(Allowed[project], References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)).Order());

    [Fact]
    public void The_core_needs_no_package() =>
        Assert.All(WithoutPackages, project => Assert.Empty(References(project, "PackageReference").Concat(References(project, "FrameworkReference"))));

    [Fact]
    public void Every_project_of_the_tree_is_in_the_solution() =>
        Assert.All(Tree.Written(".csproj"), project => Assert.Contains(project.Replace('/', '\\'), Tree.Read("Platform.sln")));

    private static IEnumerable<(string Name, string Path)> ProductProjects() =>
        Tree.Written(".csproj").Where(p => !p.StartsWith("tests/", StringComparison.Ordinal)).Select(p => (Path.GetFileNameWithoutExtension(p), p));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Tree.Read(ProductProjects().Single(p => p.Name == project).Path)).Descendants(kind).Select(r => r.Attribute("Include")!.Value);
}
