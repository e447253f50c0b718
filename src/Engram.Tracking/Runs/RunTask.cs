namespace Engram.Tracking.Runs;

/// <summary>One stage of the sequence inside a run: a task.</summary>
/// <remarks>Steps are counted per task; <see cref="FirstStep"/> says where the task begins when they are counted over the run.</remarks>
public sealed class RunTask
{
    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Order within the run, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Name, unique within the run.</summary>
    public required string Name { get; init; }

    /// <summary>The step over the run at which the task's step 0 lies.</summary>
    public required long FirstStep { get; init; }

    /// <summary>The last step over the run, or null while the task goes on.</summary>
    public long? LastStep { get; set; }
}
