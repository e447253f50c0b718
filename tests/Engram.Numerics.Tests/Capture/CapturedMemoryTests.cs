using Engram.Numerics.Capture;

namespace Engram.Numerics.Tests.Capture;

public sealed class CapturedMemoryTests
{
    private readonly CapturedMemory<float> _memory = new();
    private readonly float[] _lent = [1, 2, 3, 4];
    private readonly float[] _block = [5, 6, 7, 8];

    public CapturedMemoryTests()
    {
        _memory.Lend(_lent);
        _memory.Lend(_lent);
        _memory.Blocks.Add(_block);
    }

    [Fact]
    public void Numbers_are_found_where_they_lie()
    {
        var (own, foreign) = (_memory.Find(_lent.AsSpan(1, 2)), _memory.FindTarget(_block.AsSpan(2)));
        Assert.Equal((_lent, 1), (own.Array, own.Offset));
        Assert.Equal((_block, 2), (foreign.Array, foreign.Offset));
        _lent[2] = 9;
        Assert.Equal([2, 9], own.Numbers);
        foreign.Numbers[1] = 10;
        Assert.Equal(10, _block[3]);
    }

    [Fact]
    public void One_number_may_be_read_from_anywhere_and_stays_what_it_was()
    {
        float[] number = [3];
        var place = _memory.Find(number);
        number[0] = 4;
        Assert.Equal([3], place.Numbers);
        Assert.Throws<NotSupportedException>(() => _memory.FindTarget(number));
    }

    [Fact]
    public void More_numbers_must_be_known()
    {
        Assert.Contains("3 numbers", Assert.Throws<NotSupportedException>(() => _memory.Find(new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => _memory.FindTarget(new float[3]));
        Assert.Throws<NotSupportedException>(() => _memory.Find(((float[])[.. _lent]).AsSpan()));
    }

    [Fact]
    public void No_numbers_lie_anywhere()
    {
        Assert.True(_memory.Find([]).Numbers.IsEmpty);
        Assert.True(_memory.FindTarget([]).Numbers.IsEmpty);
    }

    [Fact]
    public void Rewound_the_callers_arrays_hold_what_they_held_before_the_first_write_and_the_tape_nothing_but_constants()
    {
        _memory.Give(_block.AsSpan(1, 1));
        var before = (float[])[.. _lent];
        _ = _memory.FindTarget(_lent.AsSpan(0, 1));
        _lent[0] = 100;
        _ = _memory.FindTarget(_lent.AsSpan(3, 1));
        (_lent[3], _block[1]) = (200, 300);
        _memory.Rewind(float.NegativeInfinity);
        Assert.Equal(before, _lent);
        Assert.Equal([float.NegativeInfinity, 6, float.NegativeInfinity, float.NegativeInfinity], _block);
        _memory.Forget();
        Assert.Empty(_memory.Written);
    }

    [Fact]
    public void What_the_step_does_not_write_in_an_array_is_left_alone()
    {
        _ = _memory.FindTarget(_lent.AsSpan(1, 2));
        (_lent[0], _lent[1], _lent[3]) = (100, 100, 100); // the others by somebody else
        _memory.Rewind(0);
        Assert.Equal([100, 2, 3, 100], _lent);
    }

    [Fact]
    public void Places_that_overlap_are_put_back_as_they_were_first()
    {
        _ = _memory.FindTarget(_lent.AsSpan(0, 3));
        _lent.AsSpan(0, 3).Fill(50);
        _ = _memory.FindTarget(_lent.AsSpan(1, 2)); // among them already
        _ = _memory.FindTarget(_lent.AsSpan(2, 2));
        Assert.Equal(2, _memory.Written.Count());
        _lent.AsSpan().Fill(60);
        _memory.Rewind(0);
        Assert.Equal([1, 2, 3, 4], _lent);
    }

    [Fact]
    public void The_impossible_number_is_NaN_of_every_bit()
    {
        Assert.Equal(uint.MaxValue, BitConverter.SingleToUInt32Bits(CapturedMemory<float>.Impossible));
        Assert.Equal(ulong.MaxValue, BitConverter.DoubleToUInt64Bits(CapturedMemory<double>.Impossible));
    }
}
