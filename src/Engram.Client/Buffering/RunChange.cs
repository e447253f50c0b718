namespace Engram.Client.Buffering;

/// <summary>What is to change about a run: the later of two settings of one thing counts.</summary>
internal sealed class RunChange
{
    public string? State { get; set; }

    public string? Error { get; set; }

    public string? Name { get; set; }

    public string? Notes { get; set; }

    public string[]? Tags { get; set; }

    public Dictionary<string, object?> Options { get; } = [];

    public Dictionary<string, string?> TagValues { get; } = [];
}
