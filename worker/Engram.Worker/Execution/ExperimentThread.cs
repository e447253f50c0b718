namespace Engram.Worker.Execution;

/// <summary>Runs an experiment on a thread of its own: it computes for minutes, and its stack may run deep.</summary>
internal static class ExperimentThread
{
    private const int StackBytes = 16 << 20;

    /// <summary>Starts the thread. The task ends as the body does, with its exception if it threw.</summary>
    /// <remarks>A background thread: one that does not listen cannot keep the process alive.</remarks>
    public static Task Start(string name, Action body)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                body();
                end.SetResult();
            }
            catch (Exception e)
            {
                end.SetException(e);
            }
        }, StackBytes) { IsBackground = true, Name = name }.Start();
        return end.Task;
    }
}
