using System.Text.Json;
using Engram.Web.Mlflow.Requests;

namespace Engram.Web.Tests.Mlflow.Requests;

public sealed class MlflowNumbersTests
{
    [Theory]
    [InlineData("7", 7L)]
    [InlineData("-7", -7L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("7.0", 7L)]
    [InlineData("70e-1", 7L)]
    [InlineData("7e3", 7_000L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    public void A_whole_number_is_read_exactly(string json, long expected)
    {
        Assert.True(MlflowNumbers.TryReadWhole(Parse(json), out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("7.5")]
    [InlineData("1e-1")]
    [InlineData("\"7.0\"")]
    [InlineData("\"\"")]
    [InlineData("\" 7\"")]
    [InlineData("\"7x\"")]
    [InlineData("true")]
    [InlineData("[7]")]
    [InlineData("9223372036854775808")]
    [InlineData("1e19")]
    [InlineData("1e400")]
    [InlineData("\"\\ud800\"")]
    public void What_is_no_whole_number_is_refused(string json) => Assert.False(MlflowNumbers.TryReadWhole(Parse(json), out _));

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("\"0.1\"", 0.1)]
    [InlineData("-0.0", -0.0)]
    [InlineData("5e-324", double.Epsilon)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("1e-400", 0.0)]
    public void A_double_is_read_by_its_bits(string json, double expected)
    {
        Assert.True(MlflowNumbers.TryReadDouble(Parse(json), out var value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("\"1e400\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"\"")]
    [InlineData("\"nan\"")]
    [InlineData("\"inf\"")]
    [InlineData("\"1,5\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public void What_no_double_can_hold_is_refused(string json) => Assert.False(MlflowNumbers.TryReadDouble(Parse(json), out _));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
