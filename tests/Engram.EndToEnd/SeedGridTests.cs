using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary>The grid of a study's runs with the keyboard alone.</summary>
public sealed class SeedGridTests(Instance engram)
{
    [Fact]
    public async Task The_runs_of_a_study_are_one_stop_for_Tab_and_walked_with_arrows()
    {
        var study = await engram.StudyAsync("sequential-lift", "smoke", "0..2");
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/studies/{study}");
        var grid = page.GetByRole(AriaRole.Grid, new() { Name = "Conditions × seeds" });
        var stops = grid.Locator("a:not([tabindex='-1'])");
        await Expect(grid.Locator("a")).ToHaveCountAsync(12);
        await Expect(stops).ToHaveCountAsync(1);
        ILocator Run(int condition, int seed) => grid.Locator("tbody tr").Nth(condition).Locator("td.seed").Nth(seed).Locator("a");

        await stops.FocusAsync();
        foreach (var (key, condition, seed) in new[]
        {
            ("ArrowRight", 0, 1), ("ArrowDown", 1, 1), ("End", 1, 2), ("ArrowRight", 1, 2), ("ArrowLeft", 1, 1), ("Home", 1, 0), ("ArrowLeft", 1, 0),
            ("Control+End", 3, 2), ("ArrowDown", 3, 2), ("ArrowUp", 2, 2), ("Control+Home", 0, 0), ("ArrowUp", 0, 0), ("ArrowDown", 1, 0), ("ArrowRight", 1, 1),
        })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(Run(condition, seed)).ToBeFocusedAsync();
        }

        // Tab leaves the grid and comes back to the same run, and so it is after the server has sent the grid anew.
        await page.Keyboard.PressAsync("Tab");
        await Expect(grid.Locator(":focus")).ToHaveCountAsync(0);
        await page.EvaluateAsync("""
            async () => {
              const { morph } = await import("/morph.js");
              const part = document.querySelector("[aria-label=Progress]");
              const answer = await fetch(part.dataset.fragment);
              morph(part, new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild);
            }
            """);
        await Expect(stops).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Shift+Tab");
        await Expect(Run(1, 1)).ToBeFocusedAsync();
        await visit.AssertAccessibleAsync();

        var address = await Run(1, 1).GetAttributeAsync("href");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(address!);
        visit.AssertContent();
    }
}
