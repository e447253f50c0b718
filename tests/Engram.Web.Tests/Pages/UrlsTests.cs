using System.Reflection;
using System.Text.RegularExpressions;
using Engram.Web.Layout;
using Engram.Web.Pages;
using Microsoft.AspNetCore.Components;

namespace Engram.Web.Tests.Pages;

public sealed partial class UrlsTests
{
    private static readonly Guid Id = Guid.Parse("0197f0a1-2b3c-7d4e-8f50-112233445566");

    public static TheoryData<string> Templates =>
        [.. typeof(Document).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template)];

    [Theory, MemberData(nameof(Templates))]
    public void Every_page_has_a_builder_of_its_address(string template)
    {
        var pattern = new Regex("^" + Parameter().Replace(template, "[^/?]+") + "$");
        Assert.Contains(Addresses(), address => pattern.IsMatch(address.Split('?')[0]));
    }

    [Fact]
    public void An_address_says_only_what_was_chosen()
    {
        Assert.Equal("/", Urls.Studies());
        Assert.Equal($"/?project={Id:N}&search=50%25%20%26%20more", Urls.Studies(project: Id, search: "50% & more"));
        Assert.Equal("/studies/new?experiment=rosenbrock", Urls.NewStudy("rosenbrock"));
        Assert.Equal($"/runs/{Id:N}?align=task&log=false", Urls.Run(Id, CurveAlign.Task, false));
        Assert.Equal($"/runs/{Id:N}/memory?at=3", Urls.Memory(Id, at: 3));
    }

    // Every builder, called with nothing but what it must have.
    private static IEnumerable<string> Addresses() => typeof(Urls).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.ReturnType == typeof(string))
        .Select(method => (string)method.Invoke(null, [.. method.GetParameters().Select(Argument)])!);

    private static object? Argument(ParameterInfo parameter) => parameter switch
    {
        { HasDefaultValue: true } => parameter.DefaultValue,
        { ParameterType: var type } when type == typeof(Guid) => Id,
        { ParameterType: var type } when type == typeof(string) => "word",
        { ParameterType: { IsValueType: true } type } => Activator.CreateInstance(type),
        _ => null,
    };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
