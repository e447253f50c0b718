using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Capture;

/// <summary>Where the numbers of a captured step lie: on its tape, and in arrays that the caller lent it. A span is gone when a call returns; what is
/// found here can be found again.</summary>
/// <remarks>Of the caller's arrays only what the step itself writes is looked at, kept and put back: the rest may be anybody's, on any thread.</remarks>
internal sealed class CapturedMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<T[]> _lent = [];
    private readonly List<Kept> _written = [];
    private readonly List<Kept> _constants = [];

    /// <summary>The blocks of the tape's arena, which adds them.</summary>
    public List<T[]> Blocks { get; } = [];

    /// <summary>What the step has written to in arrays of the caller's; some of it perhaps several times.</summary>
    public IEnumerable<Place<T>> Written => _written.Select(kept => kept.Place);

    /// <summary>An array of the caller's, in which calls will find numbers or leave them.</summary>
    public void Lend(T[] array)
    {
        if (!_lent.Contains(array))
        {
            _lent.Add(array);
        }
    }

    /// <summary>Numbers on the tape that are the same in every run, as they are now.</summary>
    public void Give(ReadOnlySpan<T> numbers) => _constants.Add(new Kept(Find(numbers)));

    /// <summary>Where numbers lie that a call reads. One number may lie anywhere: it was said in the code, and is the same in every run.</summary>
    /// <exception cref="NotSupportedException">It is not known where.</exception>
    public Place<T> Find(ReadOnlySpan<T> numbers)
    {
        if (numbers.IsEmpty)
        {
            return Place<T>.None;
        }

        if (TryFind(_lent, numbers, out var place) || TryFind(Blocks, numbers, out place))
        {
            return place;
        }

        return numbers.Length == 1 ? new Place<T>([numbers[0]], 0, 1) : throw Unknown(numbers.Length);
    }

    /// <summary>Where numbers lie that a call writes.</summary>
    /// <exception cref="NotSupportedException">It is not known where.</exception>
    public Place<T> FindTarget(ReadOnlySpan<T> numbers)
    {
        if (numbers.IsEmpty)
        {
            return Place<T>.None;
        }

        if (TryFind(_lent, numbers, out var place))
        {
            if (!_written.Exists(kept => kept.Place.Contains(place)))
            {
                _written.Add(new Kept(place));
            }

            return place;
        }

        return TryFind(Blocks, numbers, out place) ? place : throw Unknown(numbers.Length);
    }

    /// <summary>Everything as it was when the step began: the caller's arrays hold what they held, the tape holds constants, and nothing of what was
    /// computed.</summary>
    /// <param name="nothing">What the tape holds in its stead.</param>
    public void Rewind(T nothing)
    {
        for (var index = _written.Count - 1; index >= 0; index--)
        {
            _written[index].PutBack(); // the first that was kept last: where places overlap, it is the older one
        }

        foreach (var block in Blocks)
        {
            block.AsSpan().Fill(nothing);
        }

        foreach (var constant in _constants)
        {
            constant.PutBack();
        }
    }

    /// <summary>NaN with bits that no operation makes.</summary>
    public static T Impossible
    {
        get
        {
            Span<byte> bits = stackalloc byte[sizeof(double)];
            bits.Fill(byte.MaxValue);
            return MemoryMarshal.Read<T>(bits);
        }
    }

    /// <summary>Lets go of what <see cref="Rewind"/> would need.</summary>
    public void Forget()
    {
        _written.Clear();
        _constants.Clear();
    }

    private static bool TryFind(List<T[]> arrays, ReadOnlySpan<T> numbers, out Place<T> place)
    {
        foreach (var array in arrays)
        {
            if (((ReadOnlySpan<T>)array).Overlaps(numbers, out var offset))
            {
                place = new Place<T>(array, offset, numbers.Length);
                return true;
            }
        }

        Unsafe.SkipInit(out place);
        return false;
    }

    private static NotSupportedException Unknown(int count) => new(
        $"A kernel was given {count} numbers that lie neither on the tape of the captured step nor in an array lent to it, so they could not be found again. "
        + "Lend the array: Tape.Borrowed or Tape.BorrowedVariables to read it, Gradient.Into, CopyTo or AddTo to receive gradients.");

    /// <summary>Numbers as they were.</summary>
    private readonly struct Kept(Place<T> place)
    {
        private readonly T[] _numbers = place.Numbers.ToArray();

        public Place<T> Place { get; } = place;

        public void PutBack() => _numbers.CopyTo(Place.Numbers);
    }
}
