using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class ColumnBlocksTests
{
    public static TheoryData<int> Batches => [.. Enumerable.Range(0, 36)]; // past two of the widest blocks, every remainder

    [Theory, MemberData(nameof(Batches))]
    public void Every_column_is_computed_once_at_every_width(int columns)
    {
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            var kernel = new Increment(new float[columns + 1]);
            ColumnBlocks.Run<float, Increment>(ref kernel, columns, width);
            Assert.Equal([.. Enumerable.Repeat(1f, columns), 0], kernel.Counts);
        }
    }

    private readonly struct Increment(float[] counts) : IColumnKernel<float>
    {
        public float[] Counts { get; } = counts;

        public void Compute<TLanes>(int column)
            where TLanes : struct, ILanes<TLanes, float> => (TLanes.Load(in Counts[0], column) + TLanes.Broadcast(1)).Store(ref Counts[0], column);
    }
}
