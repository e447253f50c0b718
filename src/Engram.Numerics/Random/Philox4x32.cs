namespace Engram.Numerics.Random;

/// <summary>The Philox 4x32-10 block function: a 128-bit counter and a 64-bit key in, 128 random bits out.</summary>
/// <remarks>
/// A pure function: any block can be computed without the ones before it, so a stream is resumed by its position alone.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3 and table 2.
/// Checked against the known-answer vectors the authors publish with Random123.
/// </remarks>
internal static class Philox4x32
{
    private const int Rounds = 10;
    private const uint FirstMultiplier = 0xD2511F53;
    private const uint SecondMultiplier = 0xCD9E8D57;

    // The key schedule is a Weyl sequence: golden ratio and √3 − 1, as 32-bit fractions.
    private const uint FirstWeyl = 0x9E3779B9;
    private const uint SecondWeyl = 0xBB67AE85;

    /// <summary>Encrypts one counter.</summary>
    /// <param name="counter">The 128-bit counter, its two low words in <see cref="Block.Word0"/> and <see cref="Block.Word1"/>.</param>
    /// <param name="key">The key; its low half is the first key word of the paper.</param>
    public static Block Encrypt(Block counter, ulong key)
    {
        var (x0, x1, x2, x3) = counter;
        var k0 = (uint)key;
        var k1 = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)FirstMultiplier * x0;
            var second = (ulong)SecondMultiplier * x2;
            (x0, x1, x2, x3) = ((uint)(second >> 32) ^ x1 ^ k0, (uint)second, (uint)(first >> 32) ^ x3 ^ k1, (uint)first);
            k0 = unchecked(k0 + FirstWeyl);
            k1 = unchecked(k1 + SecondWeyl);
        }

        return new Block(x0, x1, x2, x3);
    }

    /// <summary>128 bits as four words, in the order of the paper.</summary>
    internal readonly record struct Block(uint Word0, uint Word1, uint Word2, uint Word3);
}
