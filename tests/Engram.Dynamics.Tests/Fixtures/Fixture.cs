using System.Text.Json;

namespace Engram.Dynamics.Tests.Fixtures;

/// <summary>Reference values beside the script that made them.</summary>
internal static class Fixture
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static T Read<T>(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file));
        return JsonSerializer.Deserialize<T>(text, CamelCase) ?? throw new InvalidDataException($"{file} is empty.");
    }
}
