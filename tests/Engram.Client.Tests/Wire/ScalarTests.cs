using System.Buffers;
using System.Text;
using System.Text.Json;
using Engram.Client.Wire;

namespace Engram.Client.Tests.Wire;

public sealed class ScalarTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" }, { true, "true" }, { "text", "\"text\"" }, { (byte)7, "7" }, { long.MinValue, "-9223372036854775808" }, { ulong.MaxValue, "18446744073709551615" },
        { 0.1, "0.1" }, { 0.1f, "0.1" }, { 0.10m, "0.10" }, { (Half)0.5, "0.5" }, { double.Epsilon, "5E-324" }, { double.NaN, "\"NaN\"" }, { float.NegativeInfinity, "\"-Infinity\"" },
        { double.PositiveInfinity, "\"Infinity\"" }, { DayOfWeek.Friday, "\"Friday\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_scalar_is_written_as_what_it_is(object? value, string expected)
    {
        Assert.Null(Scalar.Fault("eta", value));
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) Scalar.Write(json, value);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void What_has_parts_is_refused_with_advice()
    {
        var fault = Scalar.Fault("optimizer", new[] { 1, 2 });
        Assert.StartsWith("The option 'optimizer' is a Int32[]; a text, a number, true, false or null is allowed.", fault, StringComparison.Ordinal);
    }
}
