using Engram.Cli.Demo;
using Engram.Numerics.Kernels;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Up;

/// <summary><c>./engram up</c>: everything in one terminal, until Ctrl-C.</summary>
internal static class UpCommand
{
    /// <summary>A web host that ends is started again after 30 s at most, and may take a while on a busy machine.</summary>
    private static readonly TimeSpan DemoPatience = TimeSpan.FromMinutes(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = UpOptions.Read(args);
        var (checkout, address, terminal) = (Checkout.Find(), Address.From(options.Port), Terminal.Ours);
        var data = Path.GetFullPath(options.Data ?? (Environment.GetEnvironmentVariable("ENGRAM_DATA") is { Length: > 0 } named ? named : checkout.Data));

        using var stop = new StopSignals();
        using var said = stop.Token.Register(() => terminal.Line("\nStopping: workers hand back their runs, then the web, then the database."));
        using var @lock = Take(data);
        address.EnsureFree();
        File.WriteAllText(AddressFile(data), address.Text);
        try
        {
            await RunAsync(checkout, address, data, options, terminal, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            terminal.Line("Stopped. Nothing is lost: ./engram up goes on where this left off.");
        }
        return 0;
    }

    private static async Task RunAsync(Checkout checkout, Address address, string data, UpOptions options, Terminal terminal, CancellationToken stop)
    {
        if (Processor.Warning is { } warning) terminal.Line($"  ! {warning}");
        terminal.Line($"  data      {data}");
        await using var database = await Database.OpenAsync(data, stop);
        terminal.Line($"  database  {database.Description}");
        await using var instance = new Instance(checkout, address, database, data, options.Workers, terminal);
        await instance.StartAsync(stop);
        database.Keep(terminal);
        terminal.Line($"  workers   {options.Workers}");
        terminal.Line($"  web       {address.Text}");
        terminal.Line();
        try
        {
            using var api = new EngramApi(address.Local, DemoPatience);
            if (options.Demo) await DemoStudy.WelcomeAsync(api, terminal, stop);
        }
        catch (Exception failed) when (failed is RefusedException or NoAnswerException)
        {
            terminal.Line(failed.Message); // the platform runs all the same
        }
        terminal.Line($"Engram runs at {address.Text} — Ctrl-C stops it.");
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static DirectoryLock Take(string data)
    {
        try
        {
            Directory.CreateDirectory(data);
            return DirectoryLock.TryTake(data) ?? throw new RefusedException(
                $"{data} is in use by another Engram{(DirectoryLock.Holder(data) is { } pid ? $" (process {pid})" : "")}{At(data)}. Use that one, stop it, or start this one on other data: ./engram up --data DIR --port N");
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new RefusedException($"Cannot write to the data directory {data}: {refused.Message} Choose another: ./engram up --data DIR");
        }
    }

    private static string At(string data) => File.Exists(AddressFile(data)) ? $" at {File.ReadAllText(AddressFile(data))}" : "";

    private static string AddressFile(string data) => Path.Combine(data, "address");
}
