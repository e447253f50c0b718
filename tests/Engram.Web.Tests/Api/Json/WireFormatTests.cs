using System.Text.Json;
using Engram.Web.Api.Json;

namespace Engram.Web.Tests.Api.Json;

public sealed class WireFormatTests
{
    public static TheoryData<double> Doubles => [0.0, -0.0, 0.1 + 0.2, double.Epsilon, double.MaxValue, double.MinValue, 1e-300, 5e-324, Math.PI,
        9007199254740993, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory, MemberData(nameof(Doubles))]
    public void A_double_reads_back_to_the_same_bits(double value)
    {
        var read = JsonSerializer.Deserialize<double>(JsonSerializer.Serialize(value, WireFormat.Options), WireFormat.Options);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
    }

    // Python reads -0 as the integer 0.
    [Fact]
    public void Minus_zero_looks_like_a_double() => Assert.Equal("[-0.0,0,null]", JsonSerializer.Serialize<double?[]>([-0.0, 0.0, null], WireFormat.Options));

    [Fact]
    public void What_JSON_has_no_number_for_is_written_by_name() =>
        Assert.Equal("""["NaN","Infinity","-Infinity"]""", JsonSerializer.Serialize<double[]>([double.NaN, double.PositiveInfinity, double.NegativeInfinity], WireFormat.Options));

    [Fact]
    public void An_identifier_is_32_hex_digits_and_is_read_with_dashes_too()
    {
        var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        Assert.Equal($"\"{id:N}\"", JsonSerializer.Serialize(id, WireFormat.Options));
        Assert.Equal(id, JsonSerializer.Deserialize<Guid>($"\"{id:D}\"", WireFormat.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Guid>($"\"{id:B}\"", WireFormat.Options));
    }

    [Fact]
    public void Greek_and_quotes_stay_readable() => Assert.Equal("\"η's\"", JsonSerializer.Serialize("η's", WireFormat.Options));
}
