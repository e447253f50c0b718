using System.Text;
using Engram.Client.Buffering;
using Engram.Client.Wire;

namespace Engram.Client.Tests.Wire;

public sealed class RequestsTests
{
    private static readonly Guid Run = Guid.Parse("01890000-0000-7000-8000-000000000001");

    [Fact]
    public void A_run_says_what_there_is_and_nothing_else()
    {
        Assert.Equal("""{"external":true,"id":"01890000000070008000000000000001","project":"digits"}""", Text(Requests.Start(Run, "digits", new() { User = "" })));
        Assert.Equal(
            """{"external":true,"id":"01890000000070008000000000000001","project":"digits","name":"n","options":{"eta":0.1,"deep":true,"of":null},"tags":["a"],"tagValues":{"team":"x"},"seed":3,"parent":"01890000000070008000000000000001","user":"bob","notes":""}""",
            Text(Requests.Start(Run, "digits", new()
            {
                Name = "n", Options = new Dictionary<string, object?> { ["eta"] = 0.1, ["deep"] = true, ["of"] = null }, Tags = ["a"],
                TagValues = new Dictionary<string, string> { ["team"] = "x" }, Seed = 3, Parent = Run, User = "bob", Notes = "",
            })));
    }

    [Fact]
    public void A_change_says_what_changes()
    {
        Assert.Equal("{}", Text(Requests.Change(new())));
        var change = new RunChange { State = "failed", Error = "It fell.", Tags = [] };
        change.TagValues["gone"] = null;
        Assert.Equal("""{"state":"failed","error":"It fell.","tags":[],"tagValues":{"gone":null}}""", Text(Requests.Change(change)));
    }

    [Fact]
    public void Lines_have_their_number_their_time_and_their_severity() => Assert.Equal(
        """{"request":7,"lines":[{"at":"2026-11-27T12:00:00+00:00","severity":"warning","text":"hot"}]}""",
        Text(Requests.Lines(7, [new(new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero), LineSeverity.Warning, "hot")])));

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
