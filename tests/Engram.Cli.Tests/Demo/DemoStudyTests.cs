using System.Text.Json;
using Engram.Cli.Demo;
using static Engram.Cli.Tests.Demo.Replies;

namespace Engram.Cli.Tests.Demo;

public sealed class DemoStudyTests : IDisposable
{
    private const string Nothing = """{"items": []}""";
    private readonly StringWriter _shown = new() { NewLine = "\n" };

    public void Dispose() => _shown.Dispose();

    [Fact]
    public async Task A_web_host_that_is_killed_while_the_demo_runs_does_not_cost_its_table()
    {
        using var web = new Replies(
            Says(Nothing), Says("""{"id": "7"}"""), Says(Study(done: 1)), HangsUp, SaysNothing, Says("{}", 503), Says(Study(done: 2)), HangsUp,
            Says("""{"tables": []}"""), Says("""{"claims": [{"verdict": "holds", "sentence": "Reload beats no reload."}]}"""));

        await WelcomeAsync(web);

        Assert.Contains("2 of 2 runs done", _shown.ToString());
        Assert.Contains("holds      Reload beats no reload.", _shown.ToString());
        Assert.Contains($"compare   {web.Address}studies/7/compare", _shown.ToString());
    }

    [Fact]
    public async Task A_submission_whose_answer_is_lost_is_found_again()
    {
        using var web = new Replies(
            Says(Nothing), HangsUp, Says($$"""{"items": [{{Study(done: 2)}}]}"""), Says(Study(done: 2)), Says("""{"tables": []}"""), Says("""{"claims": []}"""));

        await WelcomeAsync(web);

        Assert.Single(web.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.Contains($"compare   {web.Address}studies/7/compare", _shown.ToString());
    }

    [Fact]
    public async Task A_submission_that_was_lost_is_sent_again_with_the_same_key()
    {
        using var web = new Replies(
            Says(Nothing), HangsUp, Says(Nothing), Says("""{"id": "7"}"""), Says(Study(done: 2)), Says("""{"tables": []}"""), Says("""{"claims": []}"""));

        await WelcomeAsync(web);

        Assert.Equal(2, web.Keys.Count);
        Assert.Single(web.Keys.Distinct());
    }

    [Fact]
    public async Task A_web_host_that_never_takes_the_study_is_not_asked_for_ever()
    {
        using var web = new Replies([.. Enumerable.Repeat<Func<string, string?>[]>([Says(Nothing), HangsUp], 100).SelectMany(pair => pair)]);

        await Assert.ThrowsAsync<NoAnswerException>(() => WelcomeAsync(web));
        Assert.Equal(10, web.Requests.Count);
    }

    [Fact]
    public async Task A_database_with_other_studies_or_a_finished_demo_is_left_alone()
    {
        using var web = new Replies(Says($$"""{"items": [{"name": "Another"}, {{Study(done: 2)}}]}"""));

        await WelcomeAsync(web);

        Assert.Single(web.Requests);
        Assert.Equal("", _shown.ToString());
    }

    private async Task WelcomeAsync(Replies web)
    {
        using var api = new EngramApi(web.Address, TimeSpan.FromMinutes(1)) { Timeout = TimeSpan.FromSeconds(2) };
        await DemoStudy.WelcomeAsync(api, new Terminal(_shown, inPlace: false), TestContext.Current.CancellationToken);
    }

    private static string Study(int done) => JsonSerializer.Serialize(new
    {
        id = "7",
        name = DemoStudy.Name,
        progress = new { expected = 2, done, isOver = done == 2, runs = new { succeeded = done } },
    });
}
