using System.Runtime.Intrinsics.X86;

namespace Engram.Benchmarks.Running;

/// <summary>
/// The variables PyTorch is started with, whatever the shell has: one thread, as we; and on a processor with AVX-512 the kernels for it, which
/// the OpenBLAS of a Debian of 2023 does not choose by itself on processors that are younger, at half the speed.
/// </summary>
internal static class PeerEnvironment
{
    /// <summary>Names and values; null takes the variable away.</summary>
    public static IReadOnlyDictionary<string, string?> Variables { get; } = new Dictionary<string, string?>
    {
        ["OMP_NUM_THREADS"] = "1",
        ["OPENBLAS_NUM_THREADS"] = "1",
        ["OPENBLAS_CORETYPE"] = Avx512F.IsSupported ? "SKYLAKEX" : null,
        ["OPENBLAS_L2_SIZE"] = null,
        ["ATEN_CPU_CAPABILITY"] = Avx512F.IsSupported ? "avx512" : null,
        ["MKL_DEBUG_CPU_TYPE"] = null,
    };

    /// <summary>In words, with what was set differently here.</summary>
    public static string Text => string.Join(' ', Variables.Select(variable => (variable.Key, variable.Value, Ours: Environment.GetEnvironmentVariable(variable.Key)))
        .Where(variable => variable.Value is not null || variable.Ours is not null)
        .Select(variable => (variable.Value is null ? $"{variable.Key} unset" : $"{variable.Key}={variable.Value}")
            + (variable.Ours is null || variable.Ours == variable.Value ? "" : $" (the shell has {variable.Ours})")));
}
