using Engram.Web.Parts;

namespace Engram.Web.Tests.Parts;

public sealed class ReadableTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(2.7134, "2.713")]
    [InlineData(-2.5, "−2.5")]
    [InlineData(180.062, "180.1")]
    [InlineData(0.034, "0.034")]
    [InlineData(0.0123456, "0.01235")]
    [InlineData(1029.4, "1,029")]
    [InlineData(999_999, "999,999")]
    [InlineData(1_000_000, "1e6")]
    [InlineData(0.0001, "1e−4")]
    [InlineData(-1.2345e-9, "−1.235e−9")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "∞")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void A_number_has_four_digits_and_words_for_what_is_not_finite(double value, string text) => Assert.Equal(text, Readable.Number(value));

    [Theory, InlineData(0.1 + 0.2), InlineData(double.Epsilon), InlineData(-0.0), InlineData(double.NaN), InlineData(double.NegativeInfinity)]
    public void The_exact_text_reads_back_to_the_same_bits(double value) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(double.Parse(Readable.Exact(value), System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.0004, "0 ms")]
    [InlineData(0.84, "840 ms")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(12_000, "3 h 20 min")]
    [InlineData(187_200, "2 d 4 h")]
    public void A_duration_has_two_units_at_most(double seconds, string text) => Assert.Equal(text, Readable.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-5, "just now")] // clocks differ
    [InlineData(3, "just now")]
    [InlineData(59, "59 s ago")]
    [InlineData(150, "2 min ago")]
    [InlineData(7_200, "2 h ago")]
    [InlineData(86_400, "1 day ago")]
    [InlineData(260_000, "3 days ago")]
    public void A_moment_is_told_by_its_age(double seconds, string text)
    {
        var then = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.Equal(text, Readable.Ago(then, then.AddSeconds(seconds)));
    }

    [Theory, InlineData(999, "999 B"), InlineData(1_000, "1 kB"), InlineData(7_650_000, "7.7 MB"), InlineData(2_000_000_000, "2 GB")]
    public void Bytes_are_counted_in_thousands(long bytes, string text) => Assert.Equal(text, Readable.Bytes(bytes));

    [Fact]
    public void One_is_not_many()
    {
        Assert.Equal("1 run", Readable.Counted(1, "run"));
        Assert.Equal("0 runs", Readable.Counted(0, "run"));
        Assert.Equal("1,200 studies", Readable.Counted(1_200, "study", "studies"));
    }
}
