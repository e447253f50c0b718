using Microsoft.Extensions.Configuration.Memory;

namespace Engram.Web.Hosting;

/// <summary>What the host writes to its log: its own lines, and others' only when something is wrong.</summary>
internal static class LogHosting
{
    /// <summary>Sets what is quiet by default; configuration (<c>Logging__LogLevel__…</c>) can make it loud again.</summary>
    public static void AddLog(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        Dictionary<string, string?> quiet = new()
        {
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
            ["Logging:LogLevel:Npgsql"] = "Warning",
            // A statement that fails is told by whoever sent it; some are meant to fail, such as a name that is taken.
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Critical",
        };
        // First in the list, so that every other source of configuration wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = quiet });
    }
}
