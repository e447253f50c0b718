namespace Engram.Benchmarks.Workloads;

/// <summary>Every workload there is.</summary>
internal static class WorkloadCatalog
{
    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<Workload> All { get; } =
        [.. typeof(WorkloadCatalog).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IWorkloadFamily)))
            .Select(type => (IWorkloadFamily)Activator.CreateInstance(type)!)
            .OrderBy(family => family.Group, StringComparer.Ordinal).ThenBy(family => family.GetType().Name, StringComparer.Ordinal)
            .SelectMany(family => family.Workloads)];

    /// <summary>Those whose name contains one of the words, separated by commas; all for an empty text.</summary>
    public static IReadOnlyList<Workload> Named(string words)
    {
        var parts = words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length == 0 ? All : [.. All.Where(workload => parts.Any(part => workload.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))];
    }
}
