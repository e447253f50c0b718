using System.Buffers.Binary;
using System.Text;
using Engram.Numerics.Random;
using Engram.Numerics.Serialization;

namespace Engram.Numerics.Tests.Serialization;

public sealed class SafeTensorsFormatTests
{
    private const string Good = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}""";

    [Fact]
    public void Reads_tensors_in_any_order_of_names_and_offsets()
    {
        var file = Parse("""{"b":{"shape":[3],"data_offsets":[8,11],"dtype":"U8"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """, 11);
        Assert.Equal(["a", "b"], file.Tensors.Keys.Order());
        Assert.Equal(3, file["b"].Count);
        Assert.Empty(file.Metadata);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[7,10]}}""", 10, "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[9,12]}}""", 12, "leaves a hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "leaves a hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}""", 7, "hold 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "hold -8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "cut off")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "tensors end at byte 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}""", 9, "repeated names")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"dtype":"F32"}}""", 8, "repeated names")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", 8, "readable are BOOL, U8, I32, F32, F64, I64")]
    [InlineData("""{"a":{"dtype":7,"shape":[4],"data_offsets":[0,8]}}""", 8, "element type 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "not a natural number")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "not a natural number")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "not an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,8]}}""", 8, "more elements than can be counted")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "needs a dtype, a shape and two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"stride":[1]}}""", 8, "unknown entry 'stride'")]
    [InlineData("""{"a":[]}""", 0, "not an object")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "entry 'n' is not a string")]
    [InlineData("""{"__metadata__":["n"]}""", 0, "is not an object")]
    [InlineData("""{"a":""", 0, "not JSON")]
    [InlineData(""" {}""", 0, "does not begin with '{'")]
    [InlineData("""[]""", 0, "does not begin with '{'")]
    [InlineData("", 0, "does not begin with '{'")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1, "Unicode")]
    public void Refuses_a_malformed_header_and_says_why(string header, int dataLength, string reason)
    {
        var exception = Assert.Throws<SafeTensorsFormatException>(() => Parse(header, dataLength));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "it has 3 bytes")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 0x7B }, "claims 9 bytes, but only 1 follow")]
    [InlineData(new byte[] { 1, 0xE1, 0xF5, 0x05, 0, 0, 0, 0, 0x7B }, "at most 100000000")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "at most 100000000")]
    [InlineData(new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x22, 0xFF, 0x22 }, "not valid UTF-8")]
    public void Refuses_a_broken_frame_and_says_why(byte[] bytes, string reason)
    {
        var exception = Assert.Throws<SafeTensorsFormatException>(() => SafeTensorsFile.Parse(bytes));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_read_or_refused_but_never_crash()
    {
        var random = RandomStream.FromSeed(4);
        var intact = Frame(Good, 11);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var damaged = intact.AsSpan(0, trial % 3 == 0 ? random.NextInt(intact.Length + 1) : intact.Length).ToArray();
            for (var hit = random.NextInt(4); hit >= 0 && damaged.Length > 0; hit--)
            {
                damaged[random.NextInt(damaged.Length)] = (byte)random.NextInt(256);
            }

            var failure = Record.Exception(() => SafeTensorsFile.Parse(damaged));
            Assert.True(failure is null or SafeTensorsFormatException, $"trial {trial}: {failure}");
        }
    }

    private static SafeTensorsFile Parse(string header, int dataLength) => SafeTensorsFile.Parse(Frame(header, dataLength));

    private static byte[] Frame(string header, int dataLength)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }
}
