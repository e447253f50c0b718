using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary>What a researcher does, in a real browser, finding things by what they are called.</summary>
public sealed partial class JourneyTests(Instance engram)
{
    [Fact]
    public async Task A_study_is_submitted_watched_and_compared()
    {
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "New study" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sequential lift" }).ClickAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Start from" }).GetByRole(AriaRole.Link, new() { Name = "smoke" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("A journey");
        await page.GetByLabel("Seeds").FillAsync("0..2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue 12 runs" }).ClickAsync();

        // The page follows the runs by itself.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A journey" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "12 of 12 runs done" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Seed 2: succeeded" })).ToHaveCountAsync(4);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Table I" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Claims" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.GetByText("12 of 12 planned runs take part.")).ToBeVisibleAsync();
        await page.GetByLabel("Statistic").SelectOptionAsync("median");
        await Expect(page).ToHaveURLAsync(Median());
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "median" })).ToHaveCountAsync(2); // of the scores and of their differences
        await Expect(page.GetByText("MetaGD reload η=0.001 − GD reload η=0.001")).ToBeVisibleAsync();

        // Whoever gets the address sees the same.
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Statistic")).ToHaveValueAsync("median");
        visit.AssertContent();
    }

    [Fact]
    public async Task A_memory_is_leafed_through_with_the_keyboard()
    {
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/studies/{await engram.StudyAsync("sequential-lift", "smoke", "0")}");
        await page.GetByRole(AriaRole.Row, new() { Name = "MetaGD reload" }).GetByRole(AriaRole.Link, new() { Name = "Seed 0: succeeded" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Memory", Exact = true }).ClickAsync();

        var slider = page.GetByRole(AriaRole.Slider);
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "heavy, after step 80");
        await slider.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "no-object, after step 40");
        await Expect(slider).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(slider).ToHaveAttributeAsync("aria-valuetext", "no-object, after step 80");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "joint1/layer1, no-object, after step 80" })).ToBeVisibleAsync();

        await page.GetByLabel("Laid over it").SelectOptionAsync(new SelectOptionValue { Label = "heavy, after step 80" });
        await page.GetByText("Table of 200 local models").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "θ laid over" }).First).ToBeVisibleAsync();
        visit.AssertContent();
    }

    [Fact]
    public async Task Wrong_options_are_told_while_typing_and_nothing_is_lost()
    {
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/studies/new?experiment=sequential-lift&preset=smoke");
        var eta = page.GetByLabel("eta", new() { Exact = true });
        await eta.FillAsync("0.01, fast, 7");
        await Expect(page.GetByText("eta takes a number; given was \"fast\".").First).ToBeVisibleAsync();
        await Expect(page.GetByText("eta takes a number from 1e-9 to 1; given was 7.").First).ToBeVisibleAsync();
        await Expect(eta).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(eta).ToHaveValueAsync("0.01, fast, 7");
        await Expect(eta).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Check again and queue" }).ClickAsync();
        await Expect(eta).ToHaveValueAsync("0.01, fast, 7");
        await Expect(page.GetByText("nothing has been queued")).ToBeVisibleAsync();

        await eta.FillAsync("0.01, 0.001");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Queue 8 runs" })).ToBeVisibleAsync();
        visit.AssertContent();
    }

    [Fact]
    public async Task What_is_typed_before_the_scripts_come_is_minded_when_they_do()
    {
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        var typed = new TaskCompletionSource();
        await page.RouteAsync(Scripts(), async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/studies/new?experiment=sequential-lift&preset=smoke", new() { WaitUntil = WaitUntilState.Commit });
        await page.GetByLabel("eta", new() { Exact = true }).FillAsync("0.01, fast");
        await Expect(page.GetByText("eta takes a number; given was")).ToHaveCountAsync(0);
        typed.SetResult();
        await Expect(page.GetByText("eta takes a number; given was \"fast\".").First).ToBeVisibleAsync();
        visit.AssertContent();
    }

    [Fact]
    public async Task A_study_at_work_is_cancelled()
    {
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/studies/new?experiment=sequential-lift&preset=paper");
        await page.GetByLabel("Name").FillAsync("To be cancelled");
        await page.GetByRole(AriaRole.Button, new() { Name = "Queue 120 runs" }).ClickAsync();
        await Expect(page.GetByText("live", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "running" }).First).ToBeVisibleAsync(); // by now the page has followed

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel study" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = CancelRuns() }).ClickAsync();
        await Expect(page.GetByText("live", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel study" })).ToHaveCountAsync(0);
        visit.AssertContent();
    }

    [GeneratedRegex(@"/app\.[^/]*js")]
    private static partial Regex Scripts();

    [GeneratedRegex(@"Cancel \d+ runs")]
    private static partial Regex CancelRuns();

    [GeneratedRegex("statistic=median")]
    private static partial Regex Median();
}
