using System.Globalization;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;
using Engram.Numerics.Random;

namespace Engram.Experiments.Tests.Options;

public sealed class CanonicalJsonTests
{
    // Oracle: the bit patterns and texts of RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_RFC_8785_says(ulong bits, string text) => Assert.Equal(text, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)));

    [Fact]
    public void A_number_reads_back_to_its_bits()
    {
        var stream = RandomStream.FromSeed(8785);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var number = BitConverter.UInt64BitsToDouble(stream.NextUInt64());
            if (double.IsFinite(number))
            {
                var text = CanonicalJson.Number(number);
                Assert.Equal(BitConverter.DoubleToUInt64Bits(number), BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
                Assert.Equal(text, CanonicalJson.Of(JsonNode.Parse(text)));
            }
        }
    }

    [Fact]
    public void Minus_zero_is_not_zero() => Assert.Equal("[-0,0,-0,-0]", CanonicalJson.Of(new JsonArray(-0.0, 0.0, JsonNode.Parse("-0"), JsonNode.Parse("-0.0"))));

    [Fact]
    public void Whole_numbers_keep_all_their_digits() => Assert.Equal("9223372036854775807", CanonicalJson.Of(JsonValue.Create(long.MaxValue)));

    // Oracle: the example of RFC 8785, section 3.2.
    [Fact]
    public void The_example_of_RFC_8785_comes_out() => Assert.Equal(
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        CanonicalJson.Of(JsonNode.Parse("""
            {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
             "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
            """)));

    [Fact]
    public void Equal_options_have_the_same_text_however_they_were_written()
    {
        var schema = OptionsSchema.Of(typeof(ProbeOptions));
        var texts = new[] { """{"eta": 0.001, "centers": 200}""", """{"centers": 2e2, "eta": 1e-3}""", """{"eta": 0.00100, "friction": true}""" }
            .Select(json => CanonicalJson.Of(OptionsJson.Write(schema, OptionsReader.Read(schema, JsonNode.Parse(json)!.AsObject())))).ToList();

        Assert.Single(texts.Distinct());
        Assert.Equal(
            """{"big":9007199254740993,"centers":200,"eta":0.001,"friction":true,"masses":[0.2,1.2],"method":"metagd","order":["gd"],"remark":""}""", texts[0]);
    }

    // Oracle: printf '{"eta":0.001}' | sha256sum
    [Fact]
    public void The_hash_is_SHA_256_of_the_text() =>
        Assert.Equal("6282d2c2cdf9ebbf56ee56b9a6299a4501fd866bb71fb66601349fa3556429a4", CanonicalJson.Hash("""{"eta":0.001}"""));
}
