namespace Engram.Numerics.Random;

/// <summary>A named stream of random numbers: the same numbers for the same seed and names, on every machine, in any order of use.</summary>
/// <remarks>
/// Counter-based (Philox 4x32-10). A stream is its identity, which comes from the seed and the path of names, and its <see cref="Position"/>;
/// storing the position is all it takes to resume. Not for secrets, and not thread-safe: give each thread its own <see cref="Split"/>.
/// <para>A run has one stream per purpose (init, data, dropout, env, policy, task, eval), so that two methods with the same seed see the same
/// initial weights and the same data whatever else they draw.</para>
/// </remarks>
public sealed class RandomStream
{
    private const int WordsPerBlock = 4;

    private readonly StreamIdentity _identity;
    private Philox4x32.Block _block;
    private ulong _blockIndex = ulong.MaxValue; // no position reaches it: positions count words, four to a block

    private RandomStream(StreamIdentity identity) => _identity = identity;

    /// <summary>How many 32-bit words were drawn so far. Set it to resume, rewind or skip; O(1).</summary>
    public ulong Position { get; set; }

    /// <summary>The root stream of a run.</summary>
    /// <param name="seed">Any value; neighbouring seeds give unrelated streams.</param>
    public static RandomStream FromSeed(ulong seed) => new(StreamIdentity.FromSeed(seed));

    /// <summary>A child stream at its beginning. It depends only on this stream's identity and <paramref name="name"/>: never on what was
    /// drawn from this stream, nor on other splits. The same name gives the same stream again.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public RandomStream Split(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException(
                "A stream is split off by name, and the name is empty. Name its purpose: \"init\", \"data\", \"trial 3\" …", nameof(name));
        }

        return new RandomStream(_identity.Child(name));
    }

    /// <summary>32 uniform bits. Takes one word.</summary>
    public uint NextUInt32()
    {
        var index = Position / WordsPerBlock;
        if (index != _blockIndex)
        {
            var counter = new Philox4x32.Block((uint)index, (uint)(index >> 32), (uint)_identity.Lane, (uint)(_identity.Lane >> 32));
            _block = Philox4x32.Encrypt(counter, _identity.Key);
            _blockIndex = index;
        }

        var word = (Position++ % WordsPerBlock) switch
        {
            0 => _block.Word0,
            1 => _block.Word1,
            2 => _block.Word2,
            _ => _block.Word3,
        };
        return word;
    }

    /// <summary>64 uniform bits. Takes two words, the low one first.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | ((ulong)NextUInt32() << 32);
    }

    /// <summary>Uniform on [0, 1), a multiple of 2^-53. Takes two words.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on [0, 1), a multiple of 2^-24. Takes one word.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1.0f / (1 << 24));

    /// <summary>Uniform on [<paramref name="low"/>, <paramref name="high"/>); takes two words.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite, or low is above high, or the distance between them overflows.</exception>
    public double NextUniform(double low, double high)
    {
        var length = high - low;
        if (!double.IsFinite(length) || length < 0)
        {
            throw new ArgumentException($"A uniform number needs finite bounds with low ≤ high; given were low = {low:R} and high = {high:R}.");
        }

        var value = low + (length * NextDouble());
        return value < high ? value : Math.Max(low, double.BitDecrement(high)); // the product may round up to the open end
    }

    /// <summary>Standard normal, by inversion of the distribution function, |z| &lt; 8.3. Always takes two words.</summary>
    /// <remarks>Only +, −, ×, ÷ and √ of IEEE 754, so the bits are the same on every machine; see <see cref="NormalQuantile"/>.</remarks>
    public double NextNormal() => NormalQuantile.At(((NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52)));

    /// <summary>Normal with the given mean and standard deviation. Takes two words.</summary>
    /// <param name="mean">Any number.</param>
    /// <param name="standardDeviation">In the unit of the mean; not negative.</param>
    public double NextNormal(double mean, double standardDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(standardDeviation);
        return mean + (standardDeviation * NextNormal());
    }

    /// <summary>A uniform integer in [0, <paramref name="exclusiveMax"/>), without bias. Takes one word, rarely more.</summary>
    /// <remarks>Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019, algorithm 5.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is not positive.</exception>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        var range = (uint)exclusiveMax;
        var product = (ulong)NextUInt32() * range;
        if ((uint)product < range)
        {
            var unfair = (uint)((1UL << 32) % range); // the first 2^32 mod n products of each value would count it once too often
            while ((uint)product < unfair)
            {
                product = (ulong)NextUInt32() * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>One of several outcomes, each with a probability in proportion to its weight. Takes two words.</summary>
    /// <param name="weights">At least one; none negative or NaN, at least one positive, their sum finite. They need not add up to 1.</param>
    /// <returns>The index of the outcome; never one of weight 0.</returns>
    /// <exception cref="ArgumentException">The weights are not as said.</exception>
    public int NextCategorical(ReadOnlySpan<double> weights)
    {
        var (total, last) = (0.0, -1);
        for (var outcome = 0; outcome < weights.Length; outcome++)
        {
            if (!(weights[outcome] >= 0))
            {
                throw new ArgumentException($"A weight is a number that is not negative; weight {outcome} is {weights[outcome]:R}.", nameof(weights));
            }

            total += weights[outcome];
            last = weights[outcome] > 0 ? outcome : last;
        }

        if (last < 0 || !double.IsFinite(total))
        {
            throw new ArgumentException($"At least one weight must be positive, and their sum finite; the sum of these {weights.Length} is {total:R}.", nameof(weights));
        }

        var (at, passed) = (NextDouble() * total, 0.0);
        for (var outcome = 0; outcome < last; outcome++)
        {
            passed += weights[outcome];
            if (at < passed)
            {
                return outcome;
            }
        }

        return last; // also where rounding left the sum a little short
    }

    /// <summary>Puts the items into a uniformly random order (Fisher–Yates, from the end).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The numbers 0 … <paramref name="length"/> − 1 in a uniformly random order.</summary>
    public int[] NextPermutation(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var order = new int[length];
        for (var index = 0; index < length; index++)
        {
            order[index] = index;
        }

        Shuffle<int>(order);
        return order;
    }
}
