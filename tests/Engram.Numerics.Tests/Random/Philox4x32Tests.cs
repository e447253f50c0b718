using Engram.Numerics.Random;

namespace Engram.Numerics.Tests.Random;

public sealed class Philox4x32Tests
{
    // The three lines "philox4x32 10" of kat_vectors, published with Random123 by the authors of the generator.
    [Theory]
    [InlineData("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8")]
    [InlineData("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd")]
    [InlineData("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1")]
    public void A_block_equals_the_published_known_answer(string counter, string key, string expected)
    {
        var keyWords = Words(key);
        var block = Philox4x32.Encrypt(BlockOf(counter), keyWords[0] | ((ulong)keyWords[1] << 32));
        Assert.Equal(BlockOf(expected), block);
    }

    private static uint[] Words(string hex) => [.. hex.Split(' ').Select(word => Convert.ToUInt32(word, 16))];

    private static Philox4x32.Block BlockOf(string hex)
    {
        var words = Words(hex);
        return new Philox4x32.Block(words[0], words[1], words[2], words[3]);
    }
}
