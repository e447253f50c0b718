using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary><c>live.js</c> where time is against it: what happens while nobody listens yet, or while the answer is on its way, is seen all the same.</summary>
public sealed class LiveTests(Instance engram)
{
    [Fact]
    public async Task What_happened_before_events_are_heard_is_shown()
    {
        await using var visit = await engram.VisitAsync();
        var study = await engram.SubmitAsync("sequential-lift", "paper", "0..9");
        // The page is there, the events are not yet: in this gap the study ends, and no event tells of it later.
        await visit.Page.RouteAsync("**/events?*", async route =>
        {
            await engram.CancelAsync(study);
            await route.ContinueAsync();
        });

        await visit.Page.GotoAsync($"/studies/{study}");

        await ShowsItsEndAsync(visit.Page);
        visit.AssertContent();
    }

    [Fact]
    public async Task What_happens_while_a_part_is_fetched_is_shown()
    {
        await using var visit = await engram.VisitAsync();
        var study = await engram.SubmitAsync("sequential-lift", "paper", "0..9");
        var cancelled = new Lazy<Task>(() => engram.CancelAsync(study));
        // The first answer of each part is older than the end of the study and arrives after the events that told of it.
        foreach (var part in new[] { "progress", "actions" })
        {
            var isFirst = true;
            await visit.Page.RouteAsync($"**/studies/*/{part}", async route =>
            {
                if (!isFirst)
                {
                    await route.ContinueAsync();
                    return;
                }
                isFirst = false;
                var old = await route.FetchAsync();
                await cancelled.Value;
                await Task.Delay(500); // until the browser has heard
                await route.FulfillAsync(new() { Response = old });
            });
        }

        await visit.Page.GotoAsync($"/studies/{study}");

        await ShowsItsEndAsync(visit.Page);
        visit.AssertContent();
    }

    [Fact]
    public async Task A_part_that_could_not_be_fetched_is_fetched_again()
    {
        await using var visit = await engram.VisitAsync();
        var study = await engram.SubmitAsync("sequential-lift", "paper", "0..9");
        await visit.Page.RouteAsync("**/studies/*/progress", async route =>
        {
            await engram.CancelAsync(study);
            await route.FulfillAsync(new() { Status = 503, Body = "not now" });
        }, new() { Times = 1 });

        await visit.Page.GotoAsync($"/studies/{study}");

        await ShowsItsEndAsync(visit.Page);
    }

    [Fact]
    public async Task A_page_that_comes_back_is_alive_again()
    {
        await using var visit = await engram.VisitAsync();
        var study = await engram.SubmitAsync("sequential-lift", "paper", "0..9");
        await visit.Page.GotoAsync($"/studies/{study}");
        await Expect(visit.Page.GetByText("live", new() { Exact = true }).First).ToBeVisibleAsync();

        // As the browser tells a page that it puts aside and takes out again.
        await visit.Page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        await engram.CancelAsync(study);
        await visit.Page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

        await ShowsItsEndAsync(visit.Page);
        visit.AssertContent();
    }

    private static async Task ShowsItsEndAsync(IPage page)
    {
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "of 120 runs done" })).ToBeVisibleAsync();
        await Expect(page.GetByText("live", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel study" })).ToHaveCountAsync(0);
    }
}
