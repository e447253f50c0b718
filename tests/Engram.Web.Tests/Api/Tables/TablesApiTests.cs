using System.Text.Json.Nodes;

namespace Engram.Web.Tests.Api.Tables;

public sealed class TablesApiTests(EngramInstance engram)
{
    [Fact]
    public async Task A_cell_has_mean_interval_number_of_seeds_and_the_published_number()
    {
        var study = await engram.WalkAsync(grid: new JsonObject { ["goal"] = new JsonArray(1, 2) }, seeds: "0..2");
        var table = (await engram.GetAsync($"/api/v1/studies/{study}/tables")).Json["tables"]![0]!;
        Assert.Equal(["near out", "near back", "far out", "far back", "average out", "average back"], table["rows"]!.AsArray()
            .Select(row => $"{row!["row"]} {row["task"]}"));
        var cell = table["rows"]![0]!["cells"]![0]!;
        // Oracle: seeds 0 to 2 score 1, 1.001 and 1.002.
        Assert.Equal(1.001, cell["mean"]!["value"]!.GetValue<double>(), 12);
        // Student's t with two degrees of freedom: 4.302652729911275 · 0.001 / √3, from a printed table.
        Assert.Equal(1.001 - 0.0024841377, cell["mean"]!["low"]!.GetValue<double>(), 9);
        Assert.Equal(1.001 + 0.0024841377, cell["mean"]!["high"]!.GetValue<double>(), 9);
        Assert.Equal((3, 1, 1.5), (cell["n"]!.GetValue<int>(), cell["conditions"]!.GetValue<int>(), cell["published"]!.GetValue<double>()));
        Assert.Equal(10.01, table["rows"]![1]!["cells"]![0]!["mean"]!["value"]!.GetValue<double>(), 12);
        Assert.Equal((0, "NaN"), (table["rows"]![0]!["cells"]![1]!["conditions"]!.GetValue<int>(),
            table["rows"]![0]!["cells"]![1]!["mean"]!["value"]!.GetValue<string>()));
        Assert.Null(table["rows"]![1]!["cells"]![0]!["published"]);
        var average = table["rows"]![4]!["cells"]![0]!;
        Assert.Equal((1.501, 2, false), (Math.Round(average["mean"]!["value"]!.GetValue<double>(), 12), average["conditions"]!.GetValue<int>(),
            average["isPartial"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task An_average_over_fewer_rows_than_the_source_has_says_so()
    {
        var study = await engram.WalkAsync(seeds: "0");
        var cells = (await engram.GetAsync($"/api/v1/studies/{study}/tables")).Json["tables"]![0]!["rows"]![4]!["cells"]!;
        Assert.Equal((true, false), (cells[0]!["isPartial"]!.GetValue<bool>(), cells[1]!["isPartial"]!.GetValue<bool>()));
        Assert.Contains("| average | out  | 1 n=1, not all rows  | not in the study |",
            (await engram.GetAsync($"/api/v1/studies/{study}/tables?format=markdown")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_diverged_is_left_out_of_the_mean_and_said()
    {
        var study = await engram.WalkAsync(new JsonObject { ["diverges"] = true }, seeds: "0");
        var markdown = (await engram.GetAsync($"/api/v1/studies/{study}/tables?format=markdown")).Text.Split('\n');
        Assert.Contains("| near    | out  | 1 n=1 (1.5)         | not in the study |", markdown);
        Assert.Contains("| near    | back | diverged            | not in the study |", markdown);
    }

    [Fact]
    public async Task CSV_has_a_line_per_cell_with_every_digit()
    {
        var study = await engram.WalkAsync(new JsonObject { ["goal"] = 1 }, seeds: "2");
        var csv = await engram.GetAsync($"/api/v1/studies/{study}/tables?format=csv");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.Equal(["table,row,task,column,n,mean,low,high,notFinite,published", "Table 1,near,out,walk,1,1.002,NaN,NaN,0,1.5"],
            csv.Text.Split("\r\n")[..2]);
        Assert.Equal(13, csv.Text.TrimEnd().Split("\r\n").Length);
        Assert.Equal("format: Is 'xml'; one of json, csv, markdown, latex is wanted.",
            (await engram.GetAsync($"/api/v1/studies/{study}/tables?format=xml")).Errors);
    }
}
