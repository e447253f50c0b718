using Engram.Numerics.Serialization;

namespace Engram.Learning.Memory;

// What is kept: the learned part goes to other tasks and runs, the transient part only continues the same run.
public sealed partial class LearningRateMemory
{
    private string PreviousName => $"{Name}/previous";

    private string StartedName => $"{Name}/started";

    /// <summary>Forgets the previous gradient and what the updater carries, as at the beginning of a task. What was learned stays.</summary>
    public void ResetTransients()
    {
        _signal.Forget();
        _places?.Forget();
        _started = false;
        _updater.Rule.BeginTask();
        LastStep = RateStatistics.None;
    }

    /// <summary>Takes over what was learned elsewhere and forgets everything transient.</summary>
    internal void TakeOver(RememberedGroup learned)
    {
        learned.Theta.CopyTo(_models.Values);
        learned.Visits.CopyTo(_models.Visits);
        Updates = learned.Updates;
        ResetTransients();
    }

    /// <summary>Adds what <see cref="TakeOver"/> forgets, so that an interrupted run continues to the bit.</summary>
    internal void SaveTransients(SafeTensorsBuilder file)
    {
        file.Add<double>(PreviousName, _signal.PastDouble).Add<bool>(StartedName, [_started]);
        var updater = new SafeTensorsBuilder();
        _updater.Rule.SaveState(updater);
        file.AddAll($"{Name}/", updater.Build());
    }

    /// <summary>Reads what <see cref="SaveTransients"/> wrote.</summary>
    internal void LoadTransients(SafeTensorsFile file)
    {
        file[PreviousName].CopyTo(_signal.PastDouble);
        _places?.Forget();
        _started = file[StartedName].ToArray<bool>()[0];
        _updater.Rule.LoadState(file.Under($"{Name}/"));
    }
}
