using System.Runtime.InteropServices;

namespace Engram.Cli.Doctor;

/// <summary>What the machine is made of.</summary>
internal static class Machine
{
    private const double Gigabyte = 1e9;

    public static Finding System() =>
        new("system", OperatingSystem.IsLinux() ? Health.Good : Health.Warning,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}{(OperatingSystem.IsLinux() ? "" : "; a private PostgreSQL needs Linux: set ConnectionStrings__Engram")}");

    public static Finding Processor() =>
        new("cores", Environment.ProcessorCount > 1 ? Health.Good : Health.Warning, $"{Environment.ProcessorCount}{(Environment.ProcessorCount > 1 ? "" : "; runs are executed one after another")}");

    /// <summary>The vector instructions the kernels use when they are there.</summary>
    public static Finding Vectors() => Numerics.Kernels.Processor.Warning is { } warning
        ? new("vectors", Health.Warning, warning)
        : new("vectors", Health.Good, Numerics.Kernels.Processor.Summary);

    public static Finding Memory()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gigabyte;
        return new Finding("memory", total >= 2 ? Health.Good : Health.Warning, $"{total:0.0} GB{(total >= 2 ? "" : "; 2 GB or more are comfortable")}");
    }

    public static Finding Disk(string data)
    {
        var folder = new DirectoryInfo(data);
        while (!folder.Exists && folder.Parent is not null) folder = folder.Parent;
        var free = new DriveInfo(folder.FullName).AvailableFreeSpace / Gigabyte;
        return new Finding("disk", free switch { >= 5 => Health.Good, >= 0.5 => Health.Warning, _ => Health.Missing },
            $"{free:0.0} GB free for {data}{(free >= 5 ? "" : "; a database alone is 0.05 GB, checkpoints of many runs take several")}");
    }
}
