using System.Net;
using System.Text.Json.Nodes;
using Engram.Tracking.Metrics;
using Engram.Web.Hosting;
using Npgsql;

namespace Engram.Web.Tests.Api.Metrics;

public sealed class PointsApiTests(EngramInstance engram)
{
    [Fact]
    public async Task Points_of_tasks_and_of_the_run_are_logged_and_summed_up()
    {
        var run = await engram.StartRunAsync();
        var answer = await engram.LogAsync(run, """
            {"request": 17, "series": [
              {"key": "loss", "task": "light", "steps": [0, 1], "values": [3, "NaN"], "times": [1000, 2000]},
              {"key": "loss", "task": "heavy", "steps": [0], "values": [2.5]},
              {"steps": [-5], "values": ["-Infinity"], "key": "η", "task": null, "times": null}]}
            """);
        Assert.Equal("""{"written":true,"points":4}""", answer.Text);
        Assert.Equal("""{"written":false,"points":4}""", (await engram.LogAsync(run, """{"request": 17, "series": [{"key": "loss", "task": "light", "steps": [0, 1, 2, 3], "values": [0, 0, 0, 0]}]}""")).Text);
        var series = (await engram.GetAsync(LoggedRuns.Metrics(run))).Json.AsArray();
        Assert.Equal(["η", "loss light 0", "loss heavy 1"], series.Select(one => one!["task"] is { } task ? $"{one["key"]} {task} {one["taskIndex"]}" : $"{one["key"]}"));
        Assert.Equal(["-Infinity", "NaN", "2.5"], series.Select(one => $"{one!["last"]}"));
        var points = (await engram.GetAsync($"/api/v1/series?run={run}&task=light")).Json["series"]![0]!;
        Assert.Equal("[1000,2000]", points["times"]!.ToJsonString());
    }

    [Fact]
    public async Task Tasks_begin_one_behind_the_other_and_keep_their_place()
    {
        var run = await engram.StartRunAsync();
        await engram.LogAsync(run, """{"series": [{"key": "loss", "task": "a", "steps": [0, 9], "values": [1, 1]}, {"key": "loss", "task": "b", "steps": [4], "values": [1]}]}""");
        await engram.LogAsync(run, """{"series": [{"key": "loss", "task": "c", "steps": [0], "values": [1]}, {"key": "loss", "task": "a", "steps": [12], "values": [1]}]}""");
        await using var db = engram.Database.Context();
        Assert.Equal([("a", 0, 9), ("b", 10, 14), ("c", 15, (long?)null)],
            db.Tasks.Where(task => task.RunId == Guid.Parse(run)).OrderBy(task => task.Index).AsEnumerable().Select(task => (task.Name, task.FirstStep, task.LastStep)));
    }

    [Fact]
    public async Task Binary_columns_arrive_as_they_are_with_or_without_times()
    {
        var run = await engram.StartRunAsync();
        var first = LoggedRuns.Frame("""{"request": 3, "series": [{"key": "a", "count": 2, "times": true}, {"key": "b", "task": "t", "count": 1}]}""",
            (long[])[1, 2], (long[])[10, 20], (double[])[0.5, -0.0], (long[])[7], (double[])[9]);
        var second = LoggedRuns.Frame("""{"series": [{"key": "a", "count": 1, "times": true}]}""", (long[])[3], (long[])[30], (double[])[1.5]);
        Assert.Equal("""{"written":true,"points":4}""", (await engram.LogAsync(run, [.. first, .. second])).Text);
        Assert.Equal("""{"written":false,"points":3}""", (await engram.LogAsync(run, first)).Text);
        var points = (await engram.GetAsync($"/api/v1/series?run={run}&key=a")).Json["series"]![0]!;
        Assert.Equal("[1,2,3] [10,20,30] [0.5,-0.0,1.5]", $"{points["steps"]!.ToJsonString()} {points["times"]!.ToJsonString()} {points["values"]!.ToJsonString()}");
    }

    [Theory]
    [InlineData("""{"series": [{"key": "a", "steps": [0, 1], "values": [1, 1e400]}]}""", "series[0].values[1]: Is 1e400; a number within ±1.7976931348623157e308, or \"NaN\", \"Infinity\", \"-Infinity\", is wanted.")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": ["abc"]}]}""", "series[0].values[0]: Is \"abc\"; a number within ±1.7976931348623157e308, or \"NaN\", \"Infinity\", \"-Infinity\", is wanted.")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": ["1.5"]}]}""", "series[0].values[0]: Is \"1.5\"; a number within")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": [null]}]}""", "series[0].values[0]: Is null; a number within")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": [true]}]}""", "series[0].values[0]: Is true; a number within")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": [[1]]}]}""", "series[0].values[0]: Is a list; a number within")]
    [InlineData("""{"series": [{"key": "a", "steps": [0], "values": [NaN]}]}""", "$: The body is not JSON: line 1, byte 51.")]
    [InlineData("""{"series": [{"key": "a", "steps": [1.0], "values": [1]}]}""", "series[0].steps[0]: Is 1.0; a whole number from -9223372036854775808 to 9223372036854775807 without quotes, point or exponent is wanted.")]
    [InlineData("""{"series": [{"key": "a", "steps": [9223372036854775808], "values": [1]}]}""", "series[0].steps[0]: Is 9223372036854775808; a whole number")]
    [InlineData("""{"series": [{"key": "a", "steps": ["1"], "values": [1]}]}""", "series[0].steps[0]: Is \"1\"; a whole number")]
    [InlineData("""{"series": [{"key": "a", "steps": [1], "values": [1], "times": [1.5]}]}""", "series[0].times[0]: Is 1.5; a whole number")]
    [InlineData("""{"series": [{"key": "a", "steps": [1, 2], "values": [1]}]}""", "series[0]: Has 2 steps, 1 values; the columns must have the same length.")]
    [InlineData("""{"series": [{"key": "a", "steps": [1], "values": [1], "times": []}]}""", "series[0]: Has 1 steps, 1 values and 0 times; the columns must have the same length.")]
    [InlineData("""{"series": [{"key": "a", "steps": [], "values": []}]}""", "series[0]: Has no points; leave the series out.")]
    [InlineData("""{"series": [{"key": "", "steps": [1], "values": [1]}]}""", "series[0].key: A metric key has 1 to 250 characters; one with 0 was given.")]
    [InlineData("""{"series": [{"key": "a\u0000", "steps": [1], "values": [1]}]}""", "series[0].key: A metric key consists of printable characters")]
    [InlineData("""{"series": [{"key": "\udc00", "steps": [1], "values": [1]}]}""", "series[0].key: Has half of a surrogate pair in it")]
    [InlineData("""{"series": [{"key": "a", "task": " ", "steps": [1], "values": [1]}]}""", "series[0].task: A task has a name of 1 to 200 printable characters.")]
    [InlineData("""{"series": [{"key": "a", "step": [1], "values": [1]}]}""", "series[0].step: There is no 'step' here. Did you mean 'steps'?\nseries[0].steps: Is missing.")]
    [InlineData("""{"series": [{"key": "a", "steps": [1], "steps": [2], "values": [1]}]}""", "series[0].steps: Is given twice; give it once.")]
    [InlineData("""{"request": "17", "series": []}""", "request: Is \"17\"; a whole number")]
    [InlineData("""{"serie": []}""", "serie: There is no 'serie' here. Did you mean 'series'?\nseries: Is missing.")]
    [InlineData("""{"series": {}}""", "series: Is an object; a list is wanted.")]
    [InlineData("[]", "$: Is a list; an object is wanted.")]
    [InlineData("", "$: The body is empty; send a JSON object.")]
    [InlineData("""{"series": []} {}""", "$: The body is not JSON: line 1, byte 16.")]
    public async Task What_cannot_be_kept_as_it_is_is_refused_and_nothing_of_the_request_is_stored(string body, string errors)
    {
        var run = await engram.StartRunAsync();
        // A good series before it, and a task: neither may stay.
        var sent = body.Replace("\"series\": [{", "\"request\": 1, \"series\": [{\"key\": \"good\", \"task\": \"t\", \"steps\": [1], \"values\": [1]}, {", StringComparison.Ordinal);
        var told = (await engram.LogAsync(run, sent)).Errors.Replace("series[1]", "series[0]", StringComparison.Ordinal);
        var shift = sent.Length - body.Length;
        Assert.StartsWith(errors.Replace("byte 51", $"byte {51 + shift}", StringComparison.Ordinal), told, StringComparison.Ordinal);
        Assert.Empty((await engram.GetAsync(LoggedRuns.Metrics(run))).Json.AsArray());
        await using var db = engram.Database.Context();
        Assert.False(db.Tasks.Any(task => task.RunId == Guid.Parse(run)));
        Assert.Contains("\"written\":true", (await engram.LogAsync(run, """{"request": 1, "series": []}""")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_nothing_but_faults_is_not_told_a_million_times()
    {
        var column = string.Join(',', Enumerable.Repeat("null", 10_000));
        var faults = (await engram.LogAsync(await engram.StartRunAsync(), $$"""{"series": [{"key": "a", "steps": [{{column}}], "values": [{{column}}]}]}""")).Errors.Split('\n');
        Assert.Equal(101, faults.Length);
        Assert.Contains("$: More than 100 things are wrong; these are the first.", faults);
    }

    [Fact]
    public async Task Too_many_series_at_once_are_refused()
    {
        var series = string.Join(',', Enumerable.Range(0, 20_001).Select(i => $$"""{"key": "k{{i}}", "steps": [0], "values": [0]}"""));
        Assert.Equal("series: Has more than 20000 entries; send the others in another request.", (await engram.LogAsync(await engram.StartRunAsync(), $$"""{"series": [{{series}}]}""")).Errors);
    }

    public static TheoryData<string, byte[]> TornColumns => new()
    {
        { "$: The body has 0 bytes; it begins with the length of its header, an int32.", [] },
        { "$: The header is said to have 67305985 bytes; 1 follow", [1, 2, 3, 4, 5] },
        { "$: The header is said to have -1 bytes", [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0] },
        { "$: The header is not JSON: byte 2.", LoggedRuns.Frame("{]") },
        { "$: The header is not UTF-8.", [2, 0, 0, 0, 0xff, 0xfe, 0, 0] },
        { "series: Is missing.", LoggedRuns.Frame("{}") },
        { "series[0].count: Is 0; 1 or more", LoggedRuns.Frame("""{"series": [{"key": "a", "count": 0}]}""") },
        { "series[0]: Has 2 points, which take 32 bytes; 24 bytes are left of the body.", LoggedRuns.Frame("""{"series": [{"key": "a", "count": 2}]}""", (long[])[1, 2], (double[])[1]) },
        { "series[0]: Has 2147483647 points, which take 51539607528 bytes;", LoggedRuns.Frame("""{"series": [{"key": "a", "count": 2147483647, "times": true}]}""", (long[])[1]) },
        { "series[0].counts: There is no 'counts' here.", LoggedRuns.Frame("""{"series": [{"key": "a", "counts": 1}]}""") },
        { "$: A frame has 3 bytes;", [.. LoggedRuns.Frame("""{"series": [{"key": "a", "count": 1}]}""", (long[])[1], (double[])[1]), 1, 2, 3] },
        { "frames[1].request: Only the first frame has a request number.", [.. LoggedRuns.Frame("""{"series": []}"""), .. LoggedRuns.Frame("""{"request": 1, "series": []}""")] },
        { "series[0].key: A metric key has 1 to 250 characters", LoggedRuns.Frame("""{"series": [{"key": "", "count": 1}]}""", (long[])[1], (double[])[1]) },
    };

    [Theory, MemberData(nameof(TornColumns))]
    public async Task Columns_that_do_not_fit_their_header_are_refused(string errors, byte[] body)
    {
        var run = await engram.StartRunAsync();
        Assert.StartsWith(errors, (await engram.LogAsync(run, body)).Errors, StringComparison.Ordinal);
        Assert.Empty((await engram.GetAsync(LoggedRuns.Metrics(run))).Json.AsArray());
    }

    [Fact]
    public async Task Every_cut_of_a_good_body_is_refused_in_words()
    {
        var run = await engram.StartRunAsync();
        var good = LoggedRuns.Frame("""{"request": 3, "series": [{"key": "a", "count": 2, "times": true}]}""", (long[])[1, 2], (long[])[10, 20], (double[])[0.5, -0.0]);
        for (var length = 0; length < good.Length; length++) (await engram.LogAsync(run, good[..length])).Refused(400);
        Assert.Equal(200, (await engram.LogAsync(run, good)).Status);
    }

    [Fact]
    public async Task Who_cannot_be_logged_to_is_told_why()
    {
        const string Body = """{"series": [{"key": "a", "task": "t", "steps": [0], "values": [0]}]}""";
        Assert.Contains("There is no run", (await engram.LogAsync(new('0', 32), Body)).Refused(404), StringComparison.Ordinal);
        var walked = (await engram.RunsAsync(await engram.WalkAsync(new JsonObject { ["steps"] = 3 }, seeds: "0")))[0];
        Assert.Contains("belongs to a study", (await engram.LogAsync(walked, Body)).Refused(409), StringComparison.Ordinal);
        Assert.Contains("belongs to a study", (await engram.LogAsync(walked, """{"series": [{"key": "a", "steps": [0], "values": [0]}]}""")).Refused(409), StringComparison.Ordinal);
        var deleted = await engram.StartRunAsync();
        await using (var command = engram.Database.DataSource.CreateCommand($"update runs set deleted_at = now() where id = '{deleted}'")) await command.ExecuteNonQueryAsync();
        Assert.Contains("is in the bin", (await engram.LogAsync(deleted, Body)).Refused(409), StringComparison.Ordinal);
        var form = await engram.SendContentAsync(HttpMethod.Post, LoggedRuns.Metrics(deleted), new StringContent("x"));
        Assert.Contains("application/json", form.Refused(415), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_has_enough_to_write_says_when_to_come_again_and_loses_nothing()
    {
        var run = await engram.StartRunAsync();
        await using var small = EngramInstance.Host(engram.Database.ConnectionString, builder => builder.ConfigureServices(services =>
            services.AddSingleton(provider => new Ingestion(provider.GetRequiredService<NpgsqlDataSource>(), new() { MaxWaitingWrites = 1, RetryAfter = TimeSpan.FromSeconds(2) }))));
        small.StartServer();
        using var http = small.CreateClient();
        await using var connection = await engram.Database.DataSource.OpenConnectionAsync();
        await using var blocking = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"select 1 from runs where id = '{run}' for update", connection, blocking)) await hold.ExecuteNonQueryAsync();

        var first = SendAsync(1);
        using var full = await UntilFullAsync();
        Assert.Equal("2", full.Headers.RetryAfter!.ToString());
        Assert.Contains("nothing of this request was taken", await full.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await blocking.RollbackAsync();
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(2)).StatusCode);
        Assert.Equal(2, (await engram.GetAsync(LoggedRuns.Metrics(run))).Json[0]!["count"]!.GetValue<int>());

        Task<HttpResponseMessage> SendAsync(int number) => http.PostAsync(new Uri(LoggedRuns.Metrics(run), UriKind.Relative),
            new StringContent($$"""{"request": {{number}}, "series": [{"key": "a", "steps": [{{number}}], "values": [0]}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

        // The first is being written or still under way: what comes meanwhile waits or is refused, so ask until one is.
        async Task<HttpResponseMessage> UntilFullAsync()
        {
            var ingestion = small.Services.GetRequiredService<Ingestion>();
            await EngramInstance.UntilAsync(() => Task.FromResult(ingestion.IsFull(Guid.Parse(run))));
            var refused = await SendAsync(2);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            return refused;
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_answered_with_413() =>
        (await engram.LogAsync(await engram.StartRunAsync(), new byte[Addresses.LargestBody + 1], ("Expect", "100-continue"))).Refused(413);

    [Fact]
    public async Task Every_stored_point_is_exported_and_frames_can_be_logged_again()
    {
        var (run, copy) = (await engram.StartRunAsync(), await engram.StartRunAsync());
        await engram.LogAsync(run, """{"series": [{"key": "a,b", "task": "t", "steps": [2, 1, 2], "values": [0.5, "NaN", -0.0], "times": [20, 10, 15]}, {"key": "c", "steps": [-7], "values": ["Infinity"], "times": [1]}]}""");
        await engram.LogAsync(run, """{"series": [{"key": "a,b", "task": "t", "steps": [2, 0], "values": [0.25, 5e-324], "times": [20, 99]}]}""");
        string[] expected = ["\"a,b\",t,0,99,5E-324", "\"a,b\",t,1,10,NaN", "\"a,b\",t,2,15,-0", "\"a,b\",t,2,20,0.5", "\"a,b\",t,2,20,0.25"];
        var csv = (await engram.GetAsync($"/api/v1/runs/{run}/points")).Text;
        Assert.Equal(["key,task,step,time,value", "c,,-7,1,Infinity", .. expected], Lines(csv).OrderBy(line => line != "key,task,step,time,value").ThenBy(line => !line.StartsWith('c')));
        Assert.Equal((string[])["key,task,step,time,value", .. expected], Lines((await engram.GetAsync($"/api/v1/runs/{run}/points?key=a,b&task=t")).Text));

        var frames = (await engram.GetAsync($"/api/v1/runs/{run}/points", ("Accept", "application/octet-stream"))).Bytes;
        Assert.Equal("""{"written":true,"points":6}""", (await engram.LogAsync(copy, frames)).Text);
        Assert.Equal(Lines(csv).Order(), Lines((await engram.GetAsync($"/api/v1/runs/{copy}/points")).Text).Order());
        Assert.Contains("There is no run", (await engram.GetAsync($"/api/v1/runs/{new string('0', 32)}/points")).Refused(404), StringComparison.Ordinal);
        (await engram.GetAsync($"/api/v1/runs/{run}/points", ("Accept", "image/png"))).Refused(406);

        static string[] Lines(string text) => text.TrimEnd().Split("\r\n");
    }

    [Fact]
    public async Task An_export_takes_the_memory_of_some_chunks_whatever_the_size_of_the_run()
    {
        var run = await engram.StartRunAsync();
        const int count = 2_000_000;
        await using (var ingestion = new Ingestion(engram.Database.DataSource))
        {
            var points = new Points(new long[count], new long[count], new double[count]);
            for (var i = 0; i < count; i++) (points.Steps[i], points.Values[i]) = (i, i / 3.0);
            await ingestion.WriteAsync(Guid.Parse(run), null, [new("long", null, points)], default);
        }
        using var response = await engram.Http.GetAsync(new Uri($"/api/v1/runs/{run}/points", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var content = await response.Content.ReadAsStreamAsync();
        var (buffer, lines, most) = (new byte[1 << 20], 0L, 0L);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (int read; (read = await content.ReadAsync(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            if (lines % 100_000 < 1_000) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(count + 1, lines);
        Assert.InRange(most, long.MinValue, 40L << 20); // 2 million points are 48 MB in columns, 70 MB as text.
    }

    [Fact]
    public async Task Small_chunks_are_joined_and_large_summaries_made_anew_without_being_asked()
    {
        var run = await engram.StartRunAsync();
        var metrics = string.Join(',', Enumerable.Range(0, 1_500).Select(i => $$"""{"key": "metric/with/a/long/name/{{i}}", "steps": [0], "values": [{{i / 7.0}}]}"""));
        await engram.LogAsync(run, $$"""{"series": [{{metrics}}]}""");
        for (var step = 0; step < 70; step++) await engram.LogAsync(run, $$"""{"series": [{"key": "loss", "steps": [{{step}}], "values": [{{step}}]}]}""");
        await EngramInstance.UntilAsync(async () => await NumberAsync($"select count(*) from metric_chunks c join series s on s.id = c.series_id where s.key = 'loss' and s.run_id = '{run}'") < 40);
        await EngramInstance.UntilAsync(async () => await NumberAsync($"select coalesce((summary->'loss'->>'last')::float8, -1)::bigint from run_summaries where run_id = '{run}' and not stale") == 69);
        Assert.Equal(70, (await engram.GetAsync($"/api/v1/series?run={run}&key=loss")).Json["series"]![0]!["total"]!.GetValue<int>());

        async Task<long> NumberAsync(string sql)
        {
            await using var command = engram.Database.DataSource.CreateCommand(sql);
            return await command.ExecuteScalarAsync() is long number ? number : -1;
        }
    }
}
