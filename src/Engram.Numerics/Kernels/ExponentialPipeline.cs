using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Engram.Numerics.Kernels;

/// <summary>A function of an exponential, four rows of lanes at a time: while four are finished, the next four begin.</summary>
/// <remarks>
/// A polynomial keeps the multipliers busy and lets everything else wait; what comes before and behind it does the reverse. One after the other, a
/// processor does not look far enough ahead to do both at once, so a step of the one alternates here with a step of the other. Each number is the chain of
/// operations of <see cref="Exponential.Reduce"/>.
/// </remarks>
internal static class ExponentialPipeline
{
    // Read, not written into the code: the compiler would fetch what it knows anew for each of the four rows.
    private static readonly float[] Terms = [.. Exponential.Terms];

    /// <summary>target[i] = f(x[i]) for as many full blocks as there are, at least one; the spans have the same length, and may be the same span.</summary>
    /// <returns>How many numbers are done.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)] // a root of its own, as in Pointwise
    public static int Map<TFunction, TLanes>(ReadOnlySpan<float> source, Span<float> target)
        where TFunction : struct, IExponentialFunction<TFunction>
        where TLanes : struct, ILanes<TLanes, float>
    {
        nint last = target.Length - FourRows<TLanes, float>.Count;
        ref var x = ref MemoryMarshal.GetReference(source);
        ref var y = ref MemoryMarshal.GetReference(target);
        ref var terms = ref MemoryMarshal.GetArrayDataReference(Terms);
        var (q7, q6, q5) = (TLanes.Broadcast(Unsafe.Add(ref terms, 3)), TLanes.Broadcast(Unsafe.Add(ref terms, 4)), TLanes.Broadcast(Unsafe.Add(ref terms, 5)));
        var (q4, q3, q2) = (TLanes.Broadcast(Unsafe.Add(ref terms, 6)), TLanes.Broadcast(Unsafe.Add(ref terms, 7)), TLanes.Broadcast(Unsafe.Add(ref terms, 8)));
        var r = TFunction.Exponent(FourRows<TLanes, float>.Load(in x, 0));
        var n = FourRows<TLanes, float>.Whole(r.Times(TLanes.Broadcast(terms)));
        r = r.LessTimes(n, TLanes.Broadcast(Unsafe.Add(ref terms, 1)));
        r = r.LessTimes(n, TLanes.Broadcast(Unsafe.Add(ref terms, 2)));
        nint index = 0;
        while (index <= last)
        {
            var next = index + FourRows<TLanes, float>.Count;
            var q = r.TimesPlus(q7, q6);
            var following = FourRows<TLanes, float>.Load(in x, next <= last ? next : index); // behind the last block the same again, for nothing
            q = q.TimesPlus(r, q5);
            var nextR = TFunction.Exponent(following);
            q = q.TimesPlus(r, q4);
            var nextN = nextR.Times(TLanes.Broadcast(terms));
            q = q.TimesPlus(r, q3);
            nextN = FourRows<TLanes, float>.Whole(nextN);
            q = q.TimesPlus(r, q2);
            var power = r * r;
            nextR = nextR.LessTimes(nextN, TLanes.Broadcast(Unsafe.Add(ref terms, 1)));
            power = FourRows<TLanes, float>.FusedMultiplyAdd(power, q, r);
            nextR = nextR.LessTimes(nextN, TLanes.Broadcast(Unsafe.Add(ref terms, 2)));
            TFunction.FromPower(FourRows<TLanes, float>.Load(in x, index), n, power).Store(ref y, index);
            (r, n, index) = (nextR, nextN, next);
        }

        return (int)index;
    }
}
