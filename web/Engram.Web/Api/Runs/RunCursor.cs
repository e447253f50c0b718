using System.Buffers.Text;
using System.ComponentModel;
using System.Text.Json;
using Engram.Tracking.Search;

namespace Engram.Web.Api.Runs;

/// <summary>Where a page of runs ended, and in which order: the next page begins after this key.</summary>
/// <param name="Order">The order, as it is written.</param>
/// <param name="Place">The place in it.</param>
[Description("the nextCursor of an earlier answer")]
internal sealed record RunCursor(string Order, RunPlace Place)
{
    private const int Longest = 20_000;

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Written(Order, Place.Phase, Place.Id.ToString("N"), Kind(Place.Key), Text(Place.Key))));

    /// <summary>Reads what an earlier answer gave as <c>nextCursor</c>.</summary>
    public static bool TryParse(string? text, out RunCursor? cursor)
    {
        cursor = null;
        if (text is null || text.Length > Longest || !Base64Url.IsValid(text)) return false;
        try
        {
            if (JsonSerializer.Deserialize<Written>(Base64Url.DecodeFromChars(text)) is not { Order: { } order, Id: { } hex } written || !Guid.TryParseExact(hex, "N", out var id)) return false;
            var place = new RunPlace(written.Phase, Key(written.Kind, written.Key), id);
            if (!place.IsIn(RunOrder.Parse(order).Field)) return false;
            cursor = new(order, place);
            return true;
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    // A double by its bits, a time by its ticks: what is read is what was written.
    private static char Kind(object? key) => key switch
    {
        null => '-',
        double => 'n',
        long => 'w',
        DateTimeOffset => 't',
        Guid => 'i',
        _ => 's',
    };

    private static string Text(object? key) => key switch
    {
        null => "",
        double number => $"{BitConverter.DoubleToInt64Bits(number)}",
        DateTimeOffset time => $"{time.UtcTicks}",
        Guid id => $"{id:N}",
        _ => $"{key}",
    };

    private static object? Key(char kind, string? text) => kind switch
    {
        '-' => null,
        'n' => BitConverter.Int64BitsToDouble(long.Parse(text ?? "", System.Globalization.CultureInfo.InvariantCulture)),
        'w' => long.Parse(text ?? "", System.Globalization.CultureInfo.InvariantCulture),
        't' => new DateTimeOffset(long.Parse(text ?? "", System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero),
        'i' => Guid.ParseExact(text ?? "", "N"),
        's' when text is not null && !text.Contains('\0') => text,
        _ => throw new FormatException("No such kind of key."),
    };

    private sealed record Written(string? Order, int Phase, string? Id, char Kind, string? Key);
}
