namespace Engram.Client.Buffering;

/// <summary>Points of one series in three columns that grow.</summary>
/// <param name="key">Metric key.</param>
/// <param name="task">Name of the task; null outside tasks.</param>
internal sealed class SeriesColumns(string key, string? task)
{
    private long[] _steps = new long[16];
    private long[] _times = new long[16];
    private double[] _values = new double[16];

    public string Key => key;

    public string? Task => task;

    public int Count { get; private set; }

    public ReadOnlySpan<long> Steps => _steps.AsSpan(0, Count);

    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    public void Add(long step, long time, double value)
    {
        if (Count == _steps.Length)
        {
            Array.Resize(ref _steps, Count * 2);
            Array.Resize(ref _times, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }
        (_steps[Count], _times[Count], _values[Count]) = (step, time, value);
        Count++;
    }
}
