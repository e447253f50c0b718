using Microsoft.AspNetCore.DataProtection;

namespace Engram.Web.Hosting;

/// <summary>The keys that sign the tokens of forms.</summary>
internal static class FormKeys
{
    /// <summary>Keeps them under <c>ENGRAM_DATA</c> where it is set, so that a page opened before a restart can still be sent after it.</summary>
    public static void AddFormKeys(this WebApplicationBuilder builder)
    {
        var keys = builder.Services.AddDataProtection().SetApplicationName("Engram");
        if (builder.Configuration["ENGRAM_DATA"] is { Length: > 0 } data) keys.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(data, "keys")));
    }
}
