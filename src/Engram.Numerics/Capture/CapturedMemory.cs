using System.Numerics;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Capture;

/// <summary>Where the numbers of a captured step lie: on its tape, and in arrays that the caller lent it. A span is gone when a call returns; what is
/// found here can be found again.</summary>
internal sealed class CapturedMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<T[]> _lent = [];
    private readonly Dictionary<T[], T[]> _before = [];
    private readonly List<(Place<T> Place, T[] Numbers)> _constants = [];

    /// <summary>The blocks of the tape's arena, which adds them.</summary>
    public List<T[]> Blocks { get; } = [];

    /// <summary>Arrays of the caller's that the step has written to, and what was in them before it did.</summary>
    public IReadOnlyDictionary<T[], T[]> Before => _before;

    /// <summary>An array of the caller's, in which calls will find numbers or leave them.</summary>
    public void Lend(T[] array)
    {
        if (!_lent.Contains(array))
        {
            _lent.Add(array);
        }
    }

    /// <summary>Numbers on the tape that are the same in every run, as they are now.</summary>
    public void Give(ReadOnlySpan<T> numbers) => _constants.Add((Find(numbers), numbers.ToArray()));

    /// <summary>Where numbers lie that a call reads. One number may lie anywhere: it was said in the code, and is the same in every run.</summary>
    /// <exception cref="NotSupportedException">It is not known where.</exception>
    public Place<T> Find(ReadOnlySpan<T> numbers)
    {
        if (numbers.IsEmpty)
        {
            return Place<T>.None;
        }

        if (TryFind(numbers, out var place, out _))
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

        if (!TryFind(numbers, out var place, out var isLent))
        {
            throw Unknown(numbers.Length);
        }

        if (isLent)
        {
            _before.TryAdd(place.Array, [.. place.Array]);
        }

        return place;
    }

    /// <summary>Everything as it was when the step began: the caller's arrays hold what they held, the tape holds constants, and nothing of what was
    /// computed.</summary>
    public void Rewind()
    {
        foreach (var block in Blocks)
        {
            MemoryMarshal.AsBytes(block.AsSpan()).Fill(byte.MaxValue); // NaN, with bits that no operation makes
        }

        foreach (var (place, numbers) in _constants)
        {
            numbers.CopyTo(place.Numbers);
        }

        foreach (var (array, before) in _before)
        {
            before.CopyTo(array, 0);
        }
    }

    /// <summary>Lets go of what <see cref="Rewind"/> would need.</summary>
    public void Forget()
    {
        _before.Clear();
        _constants.Clear();
    }

    private bool TryFind(ReadOnlySpan<T> numbers, out Place<T> place, out bool isLent)
    {
        isLent = TryFind(_lent, numbers, out place);
        return isLent || TryFind(Blocks, numbers, out place);
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

        place = default;
        return false;
    }

    private static NotSupportedException Unknown(int count) => new(
        $"A kernel was given {count} numbers that lie neither on the tape of the captured step nor in an array lent to it, so they could not be found again. "
        + "Lend the array: Tape.Borrowed or Tape.BorrowedVariables to read it, Gradient.Into, CopyTo or AddTo to receive gradients.");
}
