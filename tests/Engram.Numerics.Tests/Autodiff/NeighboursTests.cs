using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

public sealed class NeighboursTests
{
    private static readonly Shape[] Shapes = [new(2, 3), new(4), new(1)];

    [Fact]
    public void Tensors_that_lie_one_behind_the_other_are_one_run()
    {
        var tape = new Tape<float>();
        float[] numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        foreach (var p in (Tensor<float>[][])[tape.Variables(numbers.AsSpan(2, 11), Shapes).ToArray(), tape.BorrowedVariables(numbers.AsMemory(2, 11), Shapes).ToArray()])
        {
            Assert.Equal(numbers[2..], Joined(p));
            Assert.Equal(numbers[2..12], Joined(p[0], p[1]));
            Assert.Equal(numbers[8..], Joined(p[1], p[2]));
            Assert.Equal(numbers[8..12], Joined(p[1]));
            Assert.Equal(numbers[2..], Joined(p[0].Slice(0, 0, 1), p[0].Slice(0, 1, 1), p[1].Reshape(new Shape(2, 2)), p[2])); // parts are no less neighbours than the whole
        }
    }

    [Fact]
    public void Tensors_that_lie_otherwise_are_not()
    {
        var tape = new Tape<float>();
        var (numbers, others) = (new float[13], new float[20]);
        var p = tape.BorrowedVariables(numbers.AsMemory(2, 11), Shapes).ToArray();
        var elsewhere = tape.BorrowedVariables(others.AsMemory(8, 5), [new Shape(4), new Shape(1)]).ToArray(); // where p[1] would be, but in another array
        Assert.Null(Joined());
        Assert.Null(Joined(p[0], p[2])); // a gap
        Assert.Null(Joined(p[1], p[0], p[2])); // another order
        Assert.Null(Joined(p[1], p[1]));
        Assert.Null(Joined(p[0], elsewhere[0]));
        Assert.Null(Joined(p[0], elsewhere[0], elsewhere[1]));
        Assert.Null(Joined(p[0].Transpose(), p[1])); // not row by row
        Assert.Null(Joined(tape.Full(new Shape(4), 1))); // one number for all
        Assert.Null(Joined(tape.Variables(numbers.AsSpan(0, 11), Shapes)[2], tape.Variables(numbers.AsSpan(0, 11), Shapes)[0])); // each of the tape's rooms begins on a cache line
    }

    [Fact]
    public void Gradients_of_a_backward_pass_lie_as_the_tensors_do()
    {
        var (neighbours, arena) = (new Neighbours<float>(), new Arena<float>());
        neighbours.Reuse(100, 50);
        var first = neighbours.OffsetOf(Layout.Dense(new Shape(6), 100), 1, arena, out var storage);
        Assert.Equal(first + 49, neighbours.OffsetOf(Layout.Dense(new Shape(1), 149), 1, arena, out var same));
        Assert.Equal(first + 6, neighbours.OffsetOf(Layout.Dense(new Shape(43), 106), 1, arena, out _));
        Assert.Same(storage, same);
        arena.Take(1, out var behind);
        Assert.True(behind >= first + 50, "There is room for all of them.");
        Assert.True(neighbours.OffsetOf(Layout.Dense(new Shape(43), 106), 2, arena, out _) >= behind + 6, "Another pass has its own.");
    }

    [Fact]
    public void Lent_room_is_that_of_one_pass()
    {
        var (neighbours, arena, room) = (new Neighbours<float>(), new Arena<float>(), new float[20]);
        neighbours.Reuse(100, 11);
        neighbours.Lend(3, new ArraySegment<float>(room, 5, 11));
        Assert.Equal(5 + 6, neighbours.OffsetOf(Layout.Dense(Shapes[1], 106), 3, arena, out var storage));
        Assert.Same(room, storage);
        neighbours.OffsetOf(Layout.Dense(Shapes[1], 106), 4, arena, out storage);
        Assert.NotSame(room, storage);
    }

    [Fact]
    public void Those_that_begin_anew_have_no_room_yet()
    {
        var (neighbours, arena, room) = (new Neighbours<float>(), new Arena<float>(), new float[20]);
        neighbours.Reuse(100, 11);
        Assert.True(neighbours.Are(100, 11));
        neighbours.Lend(3, room);
        neighbours.Reuse(200, 12);
        Assert.True(neighbours.Are(200, 12));
        Assert.False(neighbours.Are(200, 11));
        Assert.False(neighbours.Are(100, 12));
        neighbours.OffsetOf(Layout.Dense(Shapes[0], 200), 3, arena, out var storage);
        Assert.NotSame(room, storage);
    }

    private static float[]? Joined(params ReadOnlySpan<Tensor<float>> tensors) => Neighbours<float>.TryJoin(tensors, out var numbers) ? [.. numbers] : null;
}
