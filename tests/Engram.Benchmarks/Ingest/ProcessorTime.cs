using System.Globalization;

namespace Engram.Benchmarks.Ingest;

/// <summary>Processor time as Linux counts it: what a process used, and not how long it had to wait for others.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    /// <summary>What a process, its living children and its ended children have used.</summary>
    public static TimeSpan OfTree(int process)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => name.All(char.IsAsciiDigit))
            .Select(Read).OfType<(int Id, int Parent, double Seconds)>().ToList();
        HashSet<int> tree = [process];
        for (var before = 0; before < tree.Count;)
        {
            before = tree.Count;
            foreach (var one in all.Where(one => tree.Contains(one.Parent))) tree.Add(one.Id);
        }
        return TimeSpan.FromSeconds(all.Where(one => tree.Contains(one.Id)).Sum(one => one.Seconds));
    }

    private static (int Id, int Parent, double Seconds)? Read(string id)
    {
        try
        {
            // The name in parentheses may hold anything; after it, by proc(5): state ppid … utime(14) stime(15) cutime(16) cstime(17).
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
