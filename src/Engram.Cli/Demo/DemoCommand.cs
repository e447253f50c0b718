using Engram.Cli.Up;

namespace Engram.Cli.Demo;

/// <summary><c>./engram demo</c>: submits the demo study to an Engram that runs, and follows it.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var given = new CommandLine("demo", args, [new Option("--url", "URL", $"Where Engram runs (default ENGRAM_URLS or {Address.Default}).")]);
        var address = given.Text("--url") is { } url ? new Address(url) : Address.From(null);
        using var stop = new StopSignals();
        using var api = new EngramApi(address.Local, TimeSpan.FromMinutes(1));
        await DemoStudy.AgainAsync(api, Terminal.Ours, stop.Token);
        return 0;
    }
}
