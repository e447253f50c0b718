using System.Collections.Concurrent;
using System.Diagnostics;

namespace Engram.Tracking.Storage.Processes;

/// <summary>
/// The one thread that starts child processes, and that lives as long as this process. Linux sends a child its death signal when the
/// <em>thread</em> that forked it ends: started from the thread pool, a child would be ended whenever the pool shrinks.
/// </summary>
internal static class ParentThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static ParentThread() =>
        new Thread(Run) { IsBackground = true, Name = "parent of child processes" }.Start();

    public static Process Start(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>();
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e) // handed to the caller, whose thread is another
            {
                started.SetException(e);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    private static void Run()
    {
        foreach (var work in Work.GetConsumingEnumerable()) work();
    }
}
