using System.Globalization;
using System.Net;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Up;

/// <summary>A running Engram: the schema is brought up to date, then web and workers run as processes of their own.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    /// <summary>How long a worker may take to hand its unfinished runs back.</summary>
    private static readonly TimeSpan WorkerGrace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WebGrace = TimeSpan.FromSeconds(10);

    private readonly Checkout _checkout;
    private readonly Address _address;
    private readonly Terminal _terminal;
    private readonly LogFiles _logs;
    private readonly Dictionary<string, string> _environment;
    private readonly SupervisedProgram _web;
    private readonly List<SupervisedProgram> _workers;

    public Instance(Checkout checkout, Address address, Database database, string data, int workers, Terminal terminal)
    {
        (_checkout, _address, _terminal) = (checkout, address, terminal);
        _logs = new LogFiles(data);
        _environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Engram"] = database.ConnectionString,
            ["ENGRAM_DATA"] = data,
            ["ENGRAM_URLS"] = address.Urls,
        };
        _web = Program("web", checkout.Web, checkout.WebFolder);
        _workers = [.. Enumerable.Range(1, workers).Select(n => Program(
            workers == 1 ? "worker" : string.Create(CultureInfo.InvariantCulture, $"worker-{n}"), checkout.Worker, checkout.Root,
            ("Runs__Concurrency", Concurrency(workers))))];
    }

    /// <summary>Migrates, starts everything, and waits until it answers.</summary>
    /// <exception cref="RefusedException">Something did not start; the message has its last words.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        await MigrateAsync(ct);
        _web.Start();
        foreach (var worker in _workers) worker.Start();
        await AnswersAsync("/health", ct);
        await AnswersAsync("/ready", ct);
        foreach (var program in _workers.Prepend(_web))
        {
            if (program.Exited.IsCompleted) throw Ended(program, program.Exited.Result);
            program.Keep();
        }
        _ = _logs.KeepShortAsync(ct);
    }

    /// <summary>Workers first, so that they can hand back their runs; then the web.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_workers.Select(w => w.StopAsync(WorkerGrace)));
        await _web.StopAsync(WebGrace);
        foreach (var program in _workers.Prepend(_web)) program.Dispose();
    }

    private SupervisedProgram Program(string name, string assembly, string folder, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(_environment);
        foreach (var (key, value) in more) environment[key] = value;
        var log = _logs.Of(name);
        return new SupervisedProgram(
            name, () => ChildProcess.Start(Checkout.DotNet, [assembly], log, EndSignal.Terminate, environment, workingDirectory: folder), log, _terminal);
    }

    /// <summary>What the environment says, else the cores divided among the workers.</summary>
    private static string Concurrency(int workers) =>
        Environment.GetEnvironmentVariable("Runs__Concurrency") ?? Math.Max(1, Environment.ProcessorCount / workers).ToString(CultureInfo.InvariantCulture);

    private async Task MigrateAsync(CancellationToken ct)
    {
        var log = _logs.Of("migrations");
        File.Delete(log);
        using var migrations = ChildProcess.Start(Checkout.DotNet, [_checkout.Migrations], log, EndSignal.Terminate, _environment);
        var code = await migrations.Exited.WaitAsync(ct);
        if (code != 0) throw new RefusedException($"The database's schema could not be brought up to date:\n{LogTail.Read(log)}");
        _terminal.Line($"  schema    {LogTail.Read(log, 1).Trim()}");
    }

    private async Task AnswersAsync(string path, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = _address.Local, Timeout = TimeSpan.FromSeconds(5) };
        var said = "nothing";
        for (var waited = TimeSpan.Zero; waited < ReadyWithin; waited += TimeSpan.FromMilliseconds(50))
        {
            if (_web.Exited.IsCompleted) throw Ended(_web, _web.Exited.Result);
            try
            {
                using var answer = await http.GetAsync(path, ct);
                if (answer.StatusCode == HttpStatusCode.OK) return;
                said = $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(ct)}";
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                said = notYet.Message;
            }
            await Task.Delay(50, ct);
        }
        throw new RefusedException($"{new Uri(_address.Local, path)} did not answer 200 within {ReadyWithin.TotalSeconds} s, but {said}\nThe web host's last words ({_web.Log}):\n{LogTail.Read(_web.Log)}");
    }

    private static RefusedException Ended(SupervisedProgram program, int code) =>
        new($"{program.Name} {SupervisedProgram.HowItEnded(code)} while it started. Its last words ({program.Log}):\n{LogTail.Read(program.Log)}");
}
