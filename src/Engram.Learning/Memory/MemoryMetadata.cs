using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Memory;

/// <summary>The string map of a memory checkpoint: settings, groups and provenance, numbers to the last bit.</summary>
internal sealed class MemoryMetadata(IReadOnlyDictionary<string, string> entries)
{
    public const string GroupsKey = "groups";
    public const string ProvenanceKey = "provenance";
    private const string KindKey = "kind";
    private const string Kind = "memory";

    public static void Write(SafeTensorsBuilder file, LearningRateMemoryOptions options, string[] groups, IReadOnlyList<string> provenance) => file
        .AddMetadata(KindKey, Kind)
        .AddMetadata(GroupsKey, JsonSerializer.Serialize(groups))
        .AddMetadata(ProvenanceKey, JsonSerializer.Serialize(provenance))
        .AddMetadata("centres", options.Centres.ToString(CultureInfo.InvariantCulture))
        .AddMetadata("gradient_bound", Text(options.GradientBound))
        .AddMetadata("relative_width", Text(options.RelativeWidth))
        .AddMetadata("memory_rate", Text(options.MemoryRate))
        .AddMetadata("initial_rate", Text(options.InitialRate))
        .AddMetadata("lowest_rate", Text(options.LowestRate))
        .AddMetadata("highest_rate", Text(options.HighestRate))
        .AddMetadata("optimizer", options.Optimizer.ToString())
        .AddMetadata("signal", options.Signal.ToString());

    public LearningRateMemoryOptions ReadOptions()
    {
        if (entries.GetValueOrDefault(KindKey) != Kind)
        {
            throw new FormatException($"The checkpoint is no memory: its kind is '{entries.GetValueOrDefault(KindKey)}', not '{Kind}'.");
        }

        var options = new LearningRateMemoryOptions
        {
            Centres = Whole("centres"),
            GradientBound = Number("gradient_bound"),
            RelativeWidth = Number("relative_width"),
            MemoryRate = Number("memory_rate"),
            InitialRate = Number("initial_rate"),
            LowestRate = Number("lowest_rate"),
            HighestRate = Number("highest_rate"),
            Optimizer = Enum.TryParse<MemoryOptimizer>(Entry("optimizer"), out var optimizer) ? optimizer : throw Malformed("optimizer"),
            Signal = Enum.TryParse<AgreementSignal>(Entry("signal"), out var signal) ? signal : throw Malformed("signal"),
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ValidationException exception)
        {
            throw new FormatException($"The memory checkpoint's settings are out of range: {exception.Message}", exception);
        }
    }

    public string[] ReadList(string key)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(Entry(key)) ?? throw Malformed(key);
        }
        catch (JsonException)
        {
            throw Malformed(key);
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private int Whole(string key) =>
        int.TryParse(Entry(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(key);

    private double Number(string key) =>
        double.TryParse(Entry(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed(key);

    private string Entry(string key) => entries.TryGetValue(key, out var value)
        ? value
        : throw new FormatException($"The memory checkpoint's metadata has no entry '{key}'.");

    private FormatException Malformed(string key) =>
        new($"The memory checkpoint's metadata entry '{key}' cannot be read: '{entries.GetValueOrDefault(key)}'.");
}
