using System.Runtime.InteropServices;
using Engram.Benchmarks.Running;

namespace Engram.Benchmarks.Workloads;

/// <summary>The library that multiplies matrices for PyTorch, called without Python between: what a product costs there at best.</summary>
internal static unsafe partial class OpenBlas
{
    private const int RowMajor = 101;
    private const int AsItIs = 111;

    private static readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> s_sgemm = Find();

    public static bool IsThere => s_sgemm is not null;

    /// <summary>C = A B.</summary>
    public static void Multiply(float[] a, float[] b, float[] c, int rows, int inner, int columns)
    {
        fixed (float* first = a, second = b, result = c)
        {
            s_sgemm(RowMajor, AsItIs, AsItIs, rows, columns, inner, 1, first, inner, second, columns, 0, result, columns);
        }
    }

    private static delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> Find()
    {
        // It chooses its kernels when it is loaded, by variables that .NET's own setter does not pass on to C.
        foreach (var (name, value) in PeerEnvironment.Variables)
        {
            if (value is null) _ = UnsetEnvironmentVariable(name);
            else _ = SetEnvironmentVariable(name, value, 1);
        }
        return NativeLibrary.TryLoad("libopenblas.so.0", out var library) && NativeLibrary.TryGetExport(library, "cblas_sgemm", out var sgemm)
            ? (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm
            : null;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironmentVariable(string name);
}
