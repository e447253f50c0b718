using System.Buffers;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>Memory that no array stands behind, as far as anyone is told.</summary>
internal sealed class Elsewhere(int count) : MemoryManager<float>
{
    private readonly float[] _numbers = new float[count];

    public override Span<float> GetSpan() => _numbers;

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
