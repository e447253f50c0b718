namespace Engram.Architecture.Tests;

/// <summary>Fails with every fault on a line of its own: a rule is mended in one go, not fault by fault.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
