namespace Engram.Numerics.Capture;

/// <summary>While it lasts, this thread runs the code of a captured step.</summary>
internal readonly struct CaptureUnderWay : IDisposable
{
    [ThreadStatic]
    private static bool _isUnderWay;

    public CaptureUnderWay() => _isUnderWay = true;

    public void Dispose() => _isUnderWay = false;

    /// <exception cref="NotSupportedException">A captured step is run in the code of one.</exception>
    public static void RequireNone()
    {
        if (_isUnderWay)
        {
            throw new NotSupportedException("A captured step is run in the code of one, which runs once: later runs would not run the inner step again. Write what it does into the outer one, or run one after the other.");
        }
    }
}
