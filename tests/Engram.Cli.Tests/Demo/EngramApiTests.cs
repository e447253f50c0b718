using Engram.Cli.Demo;
using static Engram.Cli.Tests.Demo.Replies;

namespace Engram.Cli.Tests.Demo;

public sealed class EngramApiTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_question_is_asked_again_until_it_is_answered()
    {
        using var web = new Replies(HangsUp, Says("""{"detail": "The database is away."}""", 503), SaysNothing, Says("""{"name": "here"}"""));
        using var api = new EngramApi(web.Address, Long) { Timeout = TimeSpan.FromSeconds(1) };

        Assert.Equal("here", (string?)(await api.GetAsync("/api/v1/studies", TestContext.Current.CancellationToken))["name"]);
        Assert.Equal(4, web.Requests.Count);
    }

    [Fact]
    public async Task Patience_ends_and_the_last_trouble_is_told()
    {
        using var web = new Replies(SaysNothing);
        using var api = new EngramApi(web.Address, TimeSpan.FromMilliseconds(500)) { Timeout = TimeSpan.FromSeconds(1) };

        var failed = await Assert.ThrowsAsync<NoAnswerException>(() => api.GetAsync("/health", TestContext.Current.CancellationToken));

        Assert.StartsWith($"GET {web.Address}health got no answer within 1 s.", failed.Message);
    }

    [Fact]
    public async Task A_refusal_is_final_and_has_the_words_of_the_API()
    {
        using var web = new Replies(Says("""{"detail": "Two things are wrong.", "errors": {"seeds": ["No seed."], "name": ["Too long."]}}""", 400));
        using var api = new EngramApi(web.Address, Long);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => api.GetAsync("/api/v1/studies", TestContext.Current.CancellationToken));

        Assert.Equal($"GET {web.Address}api/v1/studies was answered 400: Two things are wrong.\n  seeds: No seed.\n  name: Too long.", refused.Message);
        Assert.Single(web.Requests);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_at_once()
    {
        using var web = new Replies(SaysNothing);
        using var api = new EngramApi(web.Address, Long);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetAsync("/health", stop.Token));
    }
}
