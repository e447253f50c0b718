namespace Engram.Client.Spooling;

/// <summary>What a record of a spool is.</summary>
internal enum EntryKind : byte
{
    /// <summary>The run is to be made.</summary>
    Start = 1,

    /// <summary>Points as JSON, as older versions wrote them.</summary>
    JsonPoints = 2,

    /// <summary>Lines of the log.</summary>
    Lines = 3,

    /// <summary>A change of the run.</summary>
    Change = 4,

    /// <summary>The change that ends the run: its program said how it ended.</summary>
    End = 5,

    /// <summary>Points as binary columns.</summary>
    Points = 6,

    /// <summary>A mark: the server confirmed the entry with this number.</summary>
    Sent = 16,

    /// <summary>A mark: the server refused the entry with this number for good.</summary>
    Refused = 17,
}
