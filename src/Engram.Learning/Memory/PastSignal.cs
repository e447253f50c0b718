namespace Engram.Learning.Memory;

/// <summary>The signal of the step before and room for that of the step under way, in the precision in which the memory is asked.</summary>
/// <remarks>Nothing is lost when single precision is asked for after double and back only if the signal was in single precision to begin with.</remarks>
internal sealed class PastSignal(int length)
{
    private double[] _pastDouble = [];
    private double[] _presentDouble = [];
    private float[] _pastSingle = [];
    private float[] _presentSingle = [];
    private bool _inSingle; // which of the two holds the past

    /// <summary>D.</summary>
    public int Length { get; } = length;

    /// <summary>z of the step before, clipped; zero at first.</summary>
    public Span<double> PastDouble
    {
        get
        {
            Make(ref _pastDouble);
            for (var index = 0; _inSingle && index < Length; index++)
            {
                _pastDouble[index] = _pastSingle[index];
            }

            _inSingle = false;
            return _pastDouble;
        }
    }

    /// <summary>The same in single precision.</summary>
    public Span<float> PastSingle
    {
        get
        {
            Make(ref _pastSingle);
            for (var index = 0; !_inSingle && index < _pastDouble.Length; index++)
            {
                _pastSingle[index] = (float)_pastDouble[index];
            }

            _inSingle = true;
            return _pastSingle;
        }
    }

    /// <summary>Room for z of the step under way.</summary>
    public Span<double> PresentDouble => Make(ref _presentDouble);

    /// <summary>The same in single precision.</summary>
    public Span<float> PresentSingle => Make(ref _presentSingle);

    /// <summary>The step is done: present becomes past.</summary>
    public void Advance(bool inSingle)
    {
        _inSingle = inSingle;
        (_pastDouble, _presentDouble) = inSingle ? (_pastDouble, _presentDouble) : (_presentDouble, _pastDouble);
        (_pastSingle, _presentSingle) = inSingle ? (_presentSingle, _pastSingle) : (_pastSingle, _presentSingle);
    }

    /// <summary>The past is zero.</summary>
    public void Forget()
    {
        _pastDouble.AsSpan().Clear();
        _pastSingle.AsSpan().Clear();
    }

    private T[] Make<T>(ref T[] room) => room.Length == Length ? room : room = new T[Length];
}
