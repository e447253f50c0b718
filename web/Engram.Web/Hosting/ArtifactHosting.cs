using System.Globalization;
using Engram.Tracking.Artifacts;

namespace Engram.Web.Hosting;

/// <summary>Where the bytes of artifacts are kept.</summary>
internal static class ArtifactHosting
{
    /// <summary>
    /// Keeps them in <c>artifacts</c> under <c>ENGRAM_DATA</c> (without it, under the data folder of the user that the host runs as), within
    /// <c>Artifacts__MostBytesPerFile</c>, <c>Artifacts__MostBytes</c> and <c>Artifacts__FreeBytes</c>.
    /// </summary>
    /// <exception cref="StartUpException">A limit is no number of bytes.</exception>
    public static void AddArtifacts(this WebApplicationBuilder builder)
    {
        var limits = new ContentLimits(
            Bytes(builder.Configuration, "MostBytesPerFile", ContentLimits.Default.File),
            Bytes(builder.Configuration, "MostBytes", ContentLimits.Default.Total),
            Bytes(builder.Configuration, "FreeBytes", ContentLimits.Default.Free));
        builder.Services.AddSingleton<IArtifactContent>(new FolderContent(Folder(builder.Configuration), limits));
        builder.Services.AddSingleton<ArtifactStore>();
        builder.Services.AddSingleton<ArtifactSweep>();
        builder.Services.AddHostedService<SweptArtifacts>();
    }

    private static string Folder(ConfigurationManager configuration) => Path.Combine(
        configuration["ENGRAM_DATA"] is { Length: > 0 } data ? data
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own ? own : AppContext.BaseDirectory, "engram"),
        "artifacts");

    private static long Bytes(ConfigurationManager configuration, string name, long usual) => configuration[$"Artifacts:{name}"] is not { Length: > 0 } text ? usual
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes
        : throw new StartUpException($"Artifacts__{name} is '{text}', which is no number of bytes: write digits only, for example 10737418240 for 10 GiB.");
}
