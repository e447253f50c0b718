using System.Globalization;

namespace Engram.Web.Pages;

/// <summary>What was deleted a moment ago, as an address says it.</summary>
/// <param name="DeletedAt">When, to the microsecond: the name of the act of deletion.</param>
/// <param name="Kept">How many of the runs that were to go stayed.</param>
public sealed record DeletedJustNow(DateTimeOffset DeletedAt, int Kept = 0)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The time as the address has it.</summary>
    public string At => DeletedAt.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>How many stayed; null when none did.</summary>
    public string? KeptWord => Kept == 0 ? null : Kept.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads it from an address; null where there is none.</summary>
    internal static DeletedJustNow? Read(AddressWords words)
    {
        var at = words.Read("deleted", "when something was deleted", ReadTime);
        var kept = words.Read("kept", "a number of runs", given => int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : (int?)null);
        return at is { } time ? new(time, kept ?? 0) : null;
    }

    /// <summary>The time of an act of deletion, as <see cref="At"/> writes it; null for anything else.</summary>
    internal static DateTimeOffset? ReadTime(string given) =>
        DateTimeOffset.TryParseExact(given, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
