using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Engram.EndToEnd;

/// <summary>Into the bin and back, with the mouse and with keys.</summary>
public sealed class DeletionTests(Instance engram)
{
    [Fact]
    public async Task Ticked_runs_go_and_come_back_and_nothing_lies_over_the_bar_that_deletes_them()
    {
        var project = $"bin {Guid.CreateVersion7():N}";
        const int Many = 40; // more than a window shows: the bar lies over the list
        for (var i = 0; i < Many; i++) await BeginAsync(project, $"run {i}");
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/runs?filter={Uri.EscapeDataString($"project = '{project}'")}");
        var rows = page.Locator("tbody tr");
        foreach (var row in new[] { 3, 5 }) await rows.Nth(row).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Expect(page.GetByText("2 ticked")).ToBeVisibleAsync();
        Assert.True(await page.Locator(".actions").EvaluateAsync<bool>("""
            bar => [...bar.querySelectorAll("button")].every(button => {
              const { left, top, width, height } = button.getBoundingClientRect();
              return document.elementFromPoint(left + width / 2, top + height / 2) === button;
            })
            """));
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("2 runs went into the bin.");
        await Expect(rows).ToHaveCountAsync(Many - 2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(Many);

        // After Undo the page is another one: keys are heard once the script of its list has come.
        for (var tries = 0; tries < 100 && await page.Locator("tbody tr:focus").CountAsync() == 0; tries++)
        {
            await page.Keyboard.PressAsync("j");
            await page.WaitForTimeoutAsync(50);
        }

        foreach (var key in new[] { "x", "d", "Enter" }) await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("went into the bin.");
        await Expect(rows).ToHaveCountAsync(Many - 1);
        visit.AssertContent();
    }

    [Theory, InlineData(1440), InlineData(390)]
    public async Task A_run_is_deleted_by_keys_where_its_button_is_and_restored_from_the_bin(int width)
    {
        var run = await BeginAsync("bin", $"kept {width}");
        await using var visit = await engram.VisitAsync(width);
        var page = visit.Page;
        await page.GotoAsync($"/runs/{run}");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).First;
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var form = page.Locator("[popover]");
        await Expect(form).ToBeVisibleAsync();
        var (asked, asking) = (await button.BoundingBoxAsync(), await form.BoundingBoxAsync());
        Assert.InRange(asking!.Y - (asked!.Y + asked.Height), 0, 20);
        Assert.InRange(asking.X, 0, width - asking.Width);
        await visit.AssertAccessibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(form).ToBeHiddenAsync();
        foreach (var key in new[] { "Enter", "Tab", "Enter" }) await page.Keyboard.PressAsync(key);
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync($"“kept {width}” went into the bin.");

        await page.GotoAsync("/bin");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restore kept {width}" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"/runs/{run}$"));
        visit.AssertContent();
    }

    [Theory, InlineData(1440), InlineData(390)]
    public async Task Runs_that_went_together_are_one_row_of_the_bin_that_opens_by_keys(int width)
    {
        var project = $"together {Guid.CreateVersion7():N}";
        var runs = new List<string>();
        for (var i = 0; i < 3; i++) runs.Add(await BeginAsync(project, $"run {i}"));
        Assert.True((await engram.Http.PostAsJsonAsync("/api/v1/runs/delete", new { ids = runs })).IsSuccessStatusCode);
        await using var visit = await engram.VisitAsync(width);
        var page = visit.Page;

        await page.GotoAsync("/bin");
        var row = page.Locator("tbody tr").First;
        await Expect(row).ToContainTextAsync("and 2 more");
        await visit.AssertFitsAsync();
        await visit.AssertAccessibleAsync();
        await row.GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "3 runs" })).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await visit.AssertFitsAsync();
        await visit.AssertAccessibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Restore all" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/runs\\?project="));
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        visit.AssertContent();
    }

    [Fact]
    public async Task Why_a_study_at_work_stays_is_still_said_when_the_page_has_heard_how_far_it_is()
    {
        var study = await engram.SubmitAsync("sequential-lift", "paper", "0..39");
        await using var visit = await engram.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/studies/{study}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).First.ClickAsync();
        await page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Not deleted: something of it waits or works; cancel that first.");
        await page.Locator(".actions [data-live-status=live]").WaitForAsync(); // from here on it is fetched again and again
        await page.WaitForResponseAsync(answer => answer.Url.EndsWith("/actions", StringComparison.Ordinal));
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await visit.AssertFitsAsync();
        await engram.CancelAsync(study);
    }

    private async Task<string> BeginAsync(string project, string name)
    {
        var answer = await engram.Http.PostAsJsonAsync("/api/v1/runs", new { external = true, project, name });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }
}
