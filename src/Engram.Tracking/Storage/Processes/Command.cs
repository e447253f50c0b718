using System.ComponentModel;
using System.Diagnostics;

namespace Engram.Tracking.Storage.Processes;

/// <summary>Runs a program to its end and reads what it said.</summary>
public static class Command
{
    /// <summary>Standard output if the program exists and exits with 0, else null.</summary>
    public static string? TryRun(string program, params ReadOnlySpan<string> arguments)
    {
        try
        {
            var (code, output, _) = Run(program, arguments);
            return code == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null; // no such program
        }
    }

    /// <summary>Exit code, standard output and standard error. Messages are in English whatever the user's locale.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static (int Code, string Output, string Error) Run(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
