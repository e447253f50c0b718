using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Testing;

/// <summary>Renders a component as the server does, and reads the result.</summary>
public static class Html
{
    /// <summary>The markup of a component after all its asynchronous work.</summary>
    /// <param name="parameters">Its parameters by name.</param>
    /// <param name="services">Registers what the component injects.</param>
    public static async Task<string> OfAsync<T>(Dictionary<string, object?>? parameters = null, Action<IServiceCollection>? services = null)
        where T : IComponent
    {
        var collection = new ServiceCollection().AddLogging();
        services?.Invoke(collection);
        await using var provider = collection.BuildServiceProvider();
        await using var renderer = ActivatorUtilities.CreateInstance<HtmlRenderer>(provider);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters ?? []))).ToHtmlString());
    }

    /// <summary>The markup as a document, to be asked by CSS selector, role or text.</summary>
    public static IDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
