using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Engram.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace Engram.Web.Tests.Pages;

/// <summary>Forms as a browser without JavaScript sends them.</summary>
public sealed class FormsTests(EngramInstance engram) : IDisposable
{
    private readonly HttpClient browser = new(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = engram.Http.BaseAddress };

    [Fact]
    public async Task A_study_is_submitted_by_the_form_and_runs()
    {
        var page = await OpenAsync("/studies/new?experiment=walk&preset=smoke");
        Assert.Contains("6 runs", page.QuerySelector("#design h2")!.TextContent, StringComparison.Ordinal);
        var answer = await SendAsync(page, "form[data-swap]", ("name", "By hand"), ("seeds", "0..1"), ("do", "submit"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        var study = new Uri(browser.BaseAddress!, answer.Headers.Location!).AbsolutePath;
        Assert.StartsWith("/studies/", study, StringComparison.Ordinal);
        await EngramInstance.UntilAsync(async () => (await OpenAsync(study)).QuerySelectorAll("td.seed a.succeeded").Length == 4);
        Assert.Equal("By hand", (await OpenAsync(study)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_study_and_one_that_was_changed_another()
    {
        var project = $"double clicks {Guid.CreateVersion7():N}"; // which two at once must not make twice either
        var page = await OpenAsync("/studies/new?experiment=walk&preset=smoke");
        Task<HttpResponseMessage> Send(string name) => SendAsync(page, "form[data-swap]", ("name", name), ("project", project), ("seeds", "0"), ("do", "submit"));

        var answers = await Task.WhenAll(Send("Once"), Send("Once"));
        var (again, another) = (await Send("Once"), await Send("Changed"));

        var once = Assert.Single(answers.Append(again).Select(answer => answer.Headers.Location!.OriginalString).Distinct());
        Assert.NotEqual(once, another.Headers.Location!.OriginalString);
        var made = (await engram.GetAsync("/api/v1/studies?limit=1000")).Items.Where(study => study["project"]!.GetValue<string>() == project);
        Assert.Equal(["Changed", "Once"], made.Select(study => study["name"]!.GetValue<string>()).Order());

        // The same typed into a page that was opened anew is meant anew.
        page = await OpenAsync("/studies/new?experiment=walk&preset=smoke");
        Assert.NotEqual(once, (await Send("Once")).Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_check_says_how_many_runs_there_would_be_and_makes_none()
    {
        var project = $"only checked {Guid.CreateVersion7():N}";
        var page = await ReadAsync(await SendAsync(await OpenAsync("/studies/new?experiment=walk"), "form[data-swap]",
            ("project", project), ("option.goal", "1, 2, 3"), ("seeds", "0..9"), ("do", "check")));
        Assert.Equal("30 runs", page.QuerySelector("#design h2")!.TextContent);
        Assert.DoesNotContain((await engram.GetAsync("/api/v1/studies?limit=1000")).Items, study => study["project"]!.GetValue<string>() == project);
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_all_at_once_and_nothing_typed_is_lost()
    {
        var answer = await SendAsync(await OpenAsync("/studies/new?experiment=walk"), "form[data-swap]",
            ("name", "Kept <as typed>"), ("option.goal", "1, far"), ("option.steps", "0"), ("seeds", "9..0"), ("priority", "high"), ("do", "submit"));
        var page = await ReadAsync(answer);
        Assert.Equal("goal takes a number; given was \"far\".", Error(page, "#option-goal-words"));
        Assert.Equal("steps takes a whole number from 1 to 100000; given was 0.", Error(page, "#option-steps-words"));
        Assert.StartsWith("'9..0' is not a seed", Error(page, "#seeds-words"), StringComparison.Ordinal);
        Assert.StartsWith("'high' is not a priority", Error(page, "#priority-words"), StringComparison.Ordinal);
        string[] fields = ["#name", "#option-goal", "#option-steps", "#seeds"];
        string[] kept = ["Kept <as typed>", "1, far", "0", "9..0"];
        Assert.Equal(kept, fields.Select(field => page.QuerySelector(field)!.GetAttribute("value")!));
        Assert.Equal(["option.goal", "option.steps", "priority", "seeds"], page.QuerySelectorAll("[aria-invalid=true]").Select(field => field.GetAttribute("name")!).Order());
    }

    [Fact]
    public async Task An_unknown_experiment_is_answered_with_the_nearest_one() =>
        Assert.Contains("walk", (await OpenAsync("/studies/new?experiment=wlak")).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task A_run_and_a_study_are_deleted_into_the_bin_and_restored_from_its_page()
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 2 }, seeds: "0..1");
        var run = (await engram.RunsAsync(study))[0];
        foreach (var (address, form, id) in new[] { ($"/runs/{run}", "#delete-run form", run), ($"/studies/{study}", "#delete-study form", study) })
        {
            Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(await OpenAsync(address), form)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address)).StatusCode);

            var bin = await OpenAsync("/bin");
            var button = bin.QuerySelectorAll("form").Single(one => one.QuerySelector($"input[name=_handler][value='restore-{id}']") is not null);
            button.SetAttribute("id", "this-one");
            var back = await SendAsync(bin, "#this-one");
            Assert.Equal(address, Next(back));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(address)).StatusCode);
        }
    }

    [Theory]
    [InlineData("run", "/runs"), InlineData("study", "/")]
    public async Task What_was_deleted_from_its_page_is_told_and_comes_back_by_undo(string what, string list)
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 2 }, seeds: "0..1");
        var runs = await engram.RunsAsync(study);
        await engram.DeleteAsync($"/api/v1/runs/{runs[1]}"); // before, in an act of its own
        var address = what == "run" ? $"/runs/{runs[0]}" : $"/studies/{study}";

        var gone = await SendAsync(await OpenAsync(address), $"#delete-{what} form");
        Assert.StartsWith($"{list}?deleted=", Next(gone), StringComparison.Ordinal);
        var page = await OpenAsync(Next(gone));
        var notice = page.QuerySelector("[role=status]:has(input[value=undo])")!;
        Assert.Contains(what == "run" ? "went into the bin." : "went into the bin with 1 run.", notice.TextContent, StringComparison.Ordinal);

        var back = await SendAsync(page, "form:has(input[value=undo])");
        Assert.Equal(address, Next(back));
        Assert.Equal([runs[0]], await engram.RunsAsync(study)); // exactly what went: the other one stays where it was
        var late = await ReadAsync(await SendAsync(page, "form:has(input[value=undo])"));
        Assert.Contains("Nothing of it is in the bin any more.", late.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.True(late.QuerySelector("form:has(input[value=undo])")!.ParentElement!.HasAttribute("hidden"));
    }

    [Fact]
    public async Task Runs_that_are_ticked_are_deleted_together_and_come_back_together()
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 2 }, seeds: "0..2");
        var runs = await engram.RunsAsync(study);
        var list = $"/runs?filter={Uri.EscapeDataString($"studyId = '{study}'")}&orderBy=seed";
        var page = await OpenAsync(list);
        // The ticks and the button stand in the table and belong to the form by its name, which works without a script.
        Assert.Equal(3, page.QuerySelectorAll("tbody input[type=checkbox][name=run][form=delete-runs]").Length);
        Assert.NotNull(page.QuerySelector("button.danger[form=delete-runs]"));
        // Enter in a tick box presses the first button of the form, which must do nothing; Chromium passes over disabled ones.
        Assert.Equal("dialog", page.QuerySelectorAll("button").First(button => button.GetAttribute("form") == "delete-runs" || button.Closest("#delete-runs") is not null).GetAttribute("formmethod"));

        var gone = await SendAsync(page, "#delete-runs", ("run", runs[0]), ("run", runs[2]));
        page = await OpenAsync(Next(gone));
        Assert.Contains("2 runs went into the bin.", page.QuerySelector("[role=status]:has(input[value=undo])")!.TextContent, StringComparison.Ordinal);
        Assert.Equal([$"run-{runs[1]}"], page.QuerySelectorAll("tbody tr").Select(row => row.Id!));

        var back = await SendAsync(page, "form:has(input[value=undo])");
        Assert.Equal(Uri.UnescapeDataString(list), Uri.UnescapeDataString(Next(back)));
        Assert.Equal(3, (await OpenAsync(list)).QuerySelectorAll("tbody tr").Length);

        var none = await ReadAsync(await SendAsync(await OpenAsync(list), "#delete-runs"));
        Assert.Contains("Tick the runs", none.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_that_went_together_are_one_row_of_the_bin_and_come_back_together_or_one_by_one()
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 2 }, seeds: "0..2");
        var runs = await engram.RunsAsync(study);
        var gone = await SendAsync(await OpenAsync($"/runs?filter={Uri.EscapeDataString($"studyId = '{study}'")}"), "#delete-runs", [.. runs.Select(id => ("run", id))]);
        var act = QueryHelpers.ParseQuery(new Uri(new("http://here"), Next(gone)).Query)["deleted"].ToString();

        var bin = await OpenAsync("/bin");
        var row = Assert.Single(bin.QuerySelectorAll("tbody tr"), row => row.QuerySelector($"a[href='/bin/{act}']") is not null);
        Assert.Contains(" and 2 more", row.QuerySelector("th")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["runs", "3"], new[] { 1, 3 }.Select(cell => row.Children[cell].TextContent.Trim()));

        var page = await OpenAsync($"/bin/{act}");
        Assert.Equal("3 runs", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(3, page.QuerySelectorAll("tbody tr").Length);
        page.QuerySelector($"form:has(input[value='restore-{runs[1]}'])")!.Id = "one";
        Assert.Equal($"/runs/{runs[1]}", Next(await SendAsync(page, "#one")));
        Assert.Equal([runs[1]], await engram.RunsAsync(study));

        bin = await OpenAsync("/bin");
        bin.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector($"a[href='/bin/{act}']") is not null).QuerySelector("form")!.Id = "rest";
        Assert.StartsWith("/runs?project=", Next(await SendAsync(bin, "#rest")), StringComparison.Ordinal);
        Assert.Equal(runs.Order(), (await engram.RunsAsync(study)).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/bin/{act}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/bin/yesterday")).StatusCode);
    }

    [Fact]
    public async Task Runs_whose_places_are_taken_stay_and_are_told()
    {
        var study = await engram.WalkAsync(new() { ["steps"] = 2 }, seeds: "0..1");
        var runs = await engram.RunsAsync(study);
        var gone = await SendAsync(await OpenAsync($"/runs?filter={Uri.EscapeDataString($"studyId = '{study}'")}"), "#delete-runs", [.. runs.Select(id => ("run", id))]);
        var act = QueryHelpers.ParseQuery(new Uri(new("http://here"), Next(gone)).Query)["deleted"].ToString();
        await engram.PostAsync($"/api/v1/studies/{study}/extend", new JsonObject { ["seeds"] = "0" }); // fills the holes

        var answer = await ReadAsync(await SendAsync(await OpenAsync($"/bin/{act}"), "form:has(input[value=restore-all])"));

        Assert.StartsWith("They stay: other runs have their places", answer.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, answer.QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task A_ticked_run_that_cannot_go_stays_and_is_told()
    {
        var study = await engram.WalkAsync(new() { ["pauseMs"] = 10_000 }, seeds: "0", waits: false);
        var run = (await engram.RunsAsync(study)).Single();
        var gone = await SendAsync(await OpenAsync("/runs"), "#delete-runs", ("run", run));
        var notice = (await OpenAsync(Next(gone))).QuerySelector("[role=status]:has(input[value=undo])")!;
        Assert.Contains("1 run stays: it waits or works", notice.TextContent, StringComparison.Ordinal);
        Assert.True(notice.QuerySelector("form")!.HasAttribute("hidden"));
        await engram.PostAsync($"/api/v1/studies/{study}/cancel");
    }

    [Fact]
    public async Task A_study_is_cancelled_after_it_said_what_that_means()
    {
        var id = await engram.WalkAsync(new() { ["pauseMs"] = 10_000 }, seeds: "0..2", waits: false);
        var page = await OpenAsync($"/studies/{id}");
        Assert.Contains("3 runs", page.QuerySelector("[popover]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await SendAsync(page, "[popover] form")).StatusCode);
        await EngramInstance.UntilAsync(async () => (await OpenAsync($"/studies/{id}")).QuerySelectorAll("td.seed a.cancelled").Length == 3);
    }

    [Fact]
    public async Task A_run_is_cancelled_and_tried_again()
    {
        var id = await engram.WalkAsync(new() { ["pauseMs"] = 2_000, ["steps"] = 2 }, seeds: "0", waits: false);
        var run = (await engram.RunsAsync(id)).Single();
        await SendAsync(await OpenAsync($"/runs/{run}"), "form:has(input[value='cancel-run'])");
        await EngramInstance.UntilAsync(async () => (await OpenAsync($"/runs/{run}")).QuerySelector(".badge")!.TextContent == "cancelled");
        await SendAsync(await OpenAsync($"/runs/{run}"), "form:has(input[value='retry-run'])");
        Assert.Contains((await OpenAsync($"/runs/{run}")).QuerySelector(".badge")!.TextContent, new[] { "queued", "running" });
        await engram.PostAsync($"/api/v1/runs/{run}/cancel");
    }

    [Fact]
    public async Task A_move_that_came_too_late_is_refused_in_words()
    {
        var run = (await engram.RunsAsync(await engram.WalkAsync(seeds: "0"))).Single();
        var page = await ReadAsync(await SendAsync(await OpenAsync($"/runs/{run}"), "form:has(input[value='cancel-run'])"));
        Assert.Contains("is succeeded and cannot become cancelled", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_are_added_to_a_study_and_wrong_ones_refused_in_place()
    {
        var id = await engram.WalkAsync(seeds: "0");
        var refused = await ReadAsync(await SendAsync(await OpenAsync($"/studies/{id}"), "form:has(#more-seeds)", ("MoreSeeds", "three")));
        Assert.StartsWith("'three' is not a seed", refused.QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("three", refused.QuerySelector("#more-seeds")!.GetAttribute("value"));

        await SendAsync(await OpenAsync($"/studies/{id}"), "form:has(#more-seeds)", ("MoreSeeds", "1..2"));
        await EngramInstance.UntilAsync(async () => (await OpenAsync($"/studies/{id}")).QuerySelectorAll("td.seed a.succeeded").Length == 3);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var forged = new FormUrlEncodedContent([new("_handler", "cancel-run")]);
        var run = (await engram.RunsAsync(await engram.WalkAsync(seeds: "0"))).Single();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync($"/runs/{run}", forged)).StatusCode);
    }

    [Fact]
    public async Task Colours_are_remembered_and_lead_nowhere_else()
    {
        using var dark = new FormUrlEncodedContent([new("theme", "dark"), new("back", "/experiments")]);
        Assert.Equal("/experiments", (await browser.PostAsync("/theme", dark)).Headers.Location!.OriginalString);
        Assert.Equal("dark", (await OpenAsync("/")).DocumentElement.GetAttribute("data-theme"));
        using var away = new FormUrlEncodedContent([new("theme", "system"), new("back", "//elsewhere.example/")]);
        Assert.Equal("/", (await browser.PostAsync("/theme", away)).Headers.Location!.OriginalString);
        Assert.Null((await OpenAsync("/")).DocumentElement.GetAttribute("data-theme"));
    }

    private static string Error(IDocument page, string words) => page.QuerySelector($"{words} .error")!.TextContent;

    public void Dispose() => browser.Dispose();

    private async Task<IDocument> OpenAsync(string address) => await ReadAsync(await browser.GetAsync(address));

    private static async Task<IDocument> ReadAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}.");
        return Html.Parse(await answer.Content.ReadAsStringAsync());
    }

    // Where a form that was sent leads.
    private string Next(HttpResponseMessage answer) => new Uri(browser.BaseAddress!, answer.Headers.Location!).PathAndQuery;

    /// <summary>Sends a form of a page: every field as it stands there, but for those given.</summary>
    private async Task<HttpResponseMessage> SendAsync(IDocument page, string form, params (string Name, string Value)[] typed)
    {
        var fields = page.QuerySelector(form)!.QuerySelectorAll("input[name]")
            .Where(input => input.GetAttribute("type") is not "checkbox" || input.HasAttribute("checked"))
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Where(field => typed.All(one => one.Name != field.Key))
            .Concat(typed.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(new Uri(page.QuerySelector("input[name=back]")!.GetAttribute("value")!, UriKind.Relative), content);
    }
}
