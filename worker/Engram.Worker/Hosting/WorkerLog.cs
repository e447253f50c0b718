namespace Engram.Worker.Hosting;

/// <summary>What a worker writes to its console: its own lines, and others' only when something is wrong.</summary>
internal static class WorkerLog
{
    /// <summary>Sets what is quiet by default; configuration (<c>Logging__LogLevel__…</c>) can make it loud again.</summary>
    public static void AddLog(this HostApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        // Rules from configuration come later and win.
        string[] quiet = ["Microsoft.Hosting", "Microsoft.EntityFrameworkCore", "Npgsql"];
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = quiet.Select(category => KeyValuePair.Create<string, string?>($"Logging:LogLevel:{category}", "Warning")),
        });
    }
}
