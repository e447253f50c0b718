using System.Runtime.InteropServices;
using Engram.Tracking.Storage.Processes;

namespace Engram.Cli.Up;

/// <summary>Ctrl-C (SIGINT), and the signals by which a system asks a program to end.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public StopSignals()
    {
        // A shell script starts its background jobs with SIGINT ignored, and .NET leaves an ignored signal ignored: kill -INT would do nothing.
        _ = Default((int)EndSignal.Interrupt, 0);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                if (_stop.IsCancellationRequested) return; // the second time: end at once; the kernel passes it on to the children
                context.Cancel = true; // we end ourselves, in order
                _stop.Cancel();
            }));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Default(int signal, nint handler);
}
