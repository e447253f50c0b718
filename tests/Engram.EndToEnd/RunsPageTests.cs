using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary>The list of runs with the keyboard alone.</summary>
public sealed class RunsPageTests(Instance engram)
{
    [Fact]
    public async Task Runs_are_filtered_sorted_ticked_and_opened_by_keys()
    {
        var study = await engram.StudyAsync("sequential-lift", "smoke", "0..2");
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/runs");
        await Expect(page.Locator("[data-module='/Parts/RunTable.razor.js'] tbody tr").First).ToBeVisibleAsync();
        var filter = page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" });

        // A key is completed while one types; what is wrong gets the caret.
        await filter.FocusAsync();
        await filter.PressSequentiallyAsync("study");
        await Expect(page.GetByRole(AriaRole.Option, new() { Name = "studyId" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await filter.FillAsync($"studyId = '{study}' adn seed = 1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Did you mean 'and'?");
        Assert.Equal($"studyId = '{study}' ".Length, await filter.EvaluateAsync<int>("input => input.selectionStart"));
        await filter.FillAsync($"studyId = '{study}' and seed = 1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("seed 1");

        // Rows are walked, ticked and compared.
        await filter.EvaluateAsync("input => input.blur()");
        foreach (var key in new[] { "j", "x", "j", "x" }) await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Status).GetByText("2 ticked")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("c");
        await Expect(page).ToHaveURLAsync(new Regex($"/studies/{study}/compare"));
        await page.GoBackAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await page.Locator("tbody tr").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/runs/[0-9a-f]{32}"));
        visit.AssertContent();
    }
}
