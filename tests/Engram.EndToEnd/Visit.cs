using Microsoft.Playwright;

namespace Engram.EndToEnd;

/// <summary>A visit with a browser: a page, and every complaint the browser had about it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        page.SetDefaultTimeout(120_000);
    }

    public IPage Page { get; }

    public static async Task<Visit> BeginAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Requires that the browser had nothing to complain of: no script error, no refused file, no broken policy.</summary>
    public void AssertContent() => Assert.True(_complaints.Count == 0, string.Join('\n', _complaints));

    /// <summary>Requires that the page fits its window: only boxes inside it scroll sideways, and a table's caption is as wide as the table, or as the window.</summary>
    public async Task AssertFitsAsync()
    {
        Assert.Equal(await Page.EvaluateAsync<int>("innerWidth"), await Page.EvaluateAsync<int>("Math.max(innerWidth, document.documentElement.scrollWidth)"));
        Assert.Empty(await Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('caption:not(.visually-hidden)')].filter(one => one.offsetWidth < Math.min(one.parentElement.offsetWidth, innerWidth) / 2).map(one => one.textContent)"));
    }

    /// <summary>Requires that axe finds nothing against the page: WCAG 2.2 A and AA, and its best practices.</summary>
    public async Task AssertAccessibleAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Vendor", "axe.min.js")));
        var violations = await Page.EvaluateAsync<string[]>(
            "axe.run().then(found => found.violations.map(one => `${one.id} (${one.impact}): ${one.help}\\n  ${one.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join('\\n  ')}`))");
        Assert.True(violations.Length == 0, $"{Page.Url}\n{string.Join('\n', violations)}");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
