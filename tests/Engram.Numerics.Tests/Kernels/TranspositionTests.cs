using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class TranspositionTests
{
    public static TheoryData<int> Extents => [.. Enumerable.Range(1, 35)];

    [Theory, MemberData(nameof(Extents))]
    public void Rows_become_columns_whatever_the_extents(int rows)
    {
        for (var columns = 1; columns <= 35; columns++)
        {
            foreach (var stride in new[] { columns, columns + 3 })
            {
                Check(rows, columns, stride, number => (float)number);
                Check(rows, columns, stride, number => (double)number);
            }
        }
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.Turn<float>(new float[80], new float[80], 9, 9, 9));

    private static void Check<T>(int rows, int columns, int stride, Func<int, T> number)
        where T : unmanaged
    {
        var source = Enumerable.Range(1, rows * stride).Select(number).ToArray();
        var target = new T[rows * columns];
        Transposition.Turn<T>(source, target, rows, columns, stride);
        for (var index = 0; index < target.Length; index++)
        {
            if (!target[index].Equals(source[(index % rows * stride) + (index / rows)]))
            {
                Assert.Fail($"[{rows}, {columns}], stride {stride}: wrong at {index}.");
            }
        }
    }
}
