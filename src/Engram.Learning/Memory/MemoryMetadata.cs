using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Engram.Learning.Optimizers;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Memory;

/// <summary>The string map of a memory checkpoint: settings, groups and provenance, numbers to the last bit.</summary>
/// <remarks>
/// Format 2 names the rule that moved θ with all its settings (<c>updater</c>). Files without <c>format</c> are of the first one, which knew two
/// rules, by the entries <c>optimizer</c> and <c>memory_rate</c>; they are read, and written no more.
/// </remarks>
internal sealed class MemoryMetadata(IReadOnlyDictionary<string, string> entries)
{
    public const string GroupsKey = "groups";
    public const string ProvenanceKey = "provenance";
    private const string KindKey = "kind";
    private const string Kind = "memory";
    private const string FormatKey = "format";
    private const string Format = "2";
    private const string UpdaterKey = "updater";

    public static void Write(SafeTensorsBuilder file, LearningRateMemoryOptions options, string[] groups, IReadOnlyList<string> provenance) => file
        .AddMetadata(KindKey, Kind)
        .AddMetadata(FormatKey, Format)
        .AddMetadata(GroupsKey, JsonSerializer.Serialize(groups))
        .AddMetadata(ProvenanceKey, JsonSerializer.Serialize(provenance))
        .AddMetadata("centres", options.Centres.ToString(CultureInfo.InvariantCulture))
        .AddMetadata("gradient_bound", Text(options.GradientBound))
        .AddMetadata("relative_width", Text(options.RelativeWidth))
        .AddMetadata("initial_rate", Text(options.InitialRate))
        .AddMetadata("lowest_rate", Text(options.LowestRate))
        .AddMetadata("highest_rate", Text(options.HighestRate))
        .AddMetadata(UpdaterKey, UpdaterJson.Write(options.Updater))
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
            Updater = ReadUpdater(),
            InitialRate = Number("initial_rate"),
            LowestRate = Number("lowest_rate"),
            HighestRate = Number("highest_rate"),
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

    private UpdateRuleOptions ReadUpdater()
    {
        switch (entries.GetValueOrDefault(FormatKey))
        {
            case null:
                return Entry("optimizer") switch
                {
                    "GradientDescent" => new GradientDescentOptions { Rate = Number("memory_rate") },
                    "Adam" => AdamOptions.ForMemory(Number("memory_rate")),
                    _ => throw Malformed("optimizer"),
                };
            case Format:
                try
                {
                    return UpdaterJson.Read(Entry(UpdaterKey));
                }
                catch (JsonException exception)
                {
                    throw new FormatException($"{Malformed(UpdaterKey).Message} {exception.Message}", exception);
                }

            case var newer:
                throw new FormatException(
                    $"The memory checkpoint has format '{newer}'; this version reads format {Format} and the one before it. Read it with a newer version.");
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
