using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
    public static Finding Vectors()
    {
        (string Name, bool There)[] sets = [("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported)];
        var there = sets.Where(s => s.There).Select(s => s.Name).ToList();
        var missing = sets.Where(s => !s.There).Select(s => s.Name).ToList();
        return new Finding("vectors", Avx2.IsSupported ? Health.Good : Health.Warning,
            $"{(there.Count == 0 ? "no AVX2: everything works, slower" : string.Join(", ", there))}{(missing.Count == 0 || there.Count == 0 ? "" : $"; not {string.Join(", ", missing)}")}");
    }

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
