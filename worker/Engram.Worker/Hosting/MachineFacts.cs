using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace Engram.Worker.Hosting;

/// <summary>Where a run is executed, kept with the run: what one needs to know when numbers or durations differ.</summary>
internal static class MachineFacts
{
    /// <summary>Version of this program, without the commit.</summary>
    public static string Version { get; } = Informational.Split('+')[0];

    private static string Informational => Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The facts as a JSON object: machine, os, architecture, processors, cpu (instruction sets), runtime, version, commit (null when unknown).</summary>
    public static string ToJson() => JsonSerializer.Serialize(new
    {
        machine = Environment.MachineName,
        os = RuntimeInformation.OSDescription,
        architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        processors = Environment.ProcessorCount,
        cpu = InstructionSets(),
        runtime = RuntimeInformation.FrameworkDescription,
        version = Version,
        commit = Informational.Split('+') is [_, var commit] ? commit : null,
    });

    private static string[] InstructionSets()
    {
        (string Name, bool Here)[] sets =
        [
            ("SSE4.2", Sse42.IsSupported), ("AVX", Avx.IsSupported), ("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported),
            ("AVX-512F", Avx512F.IsSupported), ("AdvSimd", AdvSimd.IsSupported),
        ];
        return [.. sets.Where(set => set.Here).Select(set => set.Name)];
    }
}
