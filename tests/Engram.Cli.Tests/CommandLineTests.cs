namespace Engram.Cli.Tests;

public sealed class CommandLineTests
{
    private static readonly Option[] Known = [new("--port", "N", "Where."), new("--quiet", null, "Say less.")];

    [Fact]
    public void Values_follow_their_option_or_an_equals_sign()
    {
        Assert.Equal(81, Read("--port", "81", "--quiet").Number("--port", 1, 100));
        Assert.Equal(81, Read("--port=81").Number("--port", 1, 100));
        Assert.True(Read("--port", "81", "--quiet").Has("--quiet"));
        Assert.Null(Read("--quiet").Number("--port", 1, 100));
    }

    [Theory]
    [InlineData("./engram try has no option '--prot'. Did you mean '--port'?", "--prot", "81")]
    [InlineData("./engram try has no option '--zzzzzzzzz'. Known: --port, --quiet.", "--zzzzzzzzz")]
    [InlineData("--port needs a value: --port N.", "--port")]
    [InlineData("--port was given twice.", "--port=1", "--port=2")]
    [InlineData("--quiet takes no value, but 'yes' was given.", "--quiet=yes")]
    [InlineData("'more' is one word too many. Try ./engram try --help.", "more")]
    public void What_cannot_be_understood_is_refused_in_words(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(args)).Message);

    [Theory, InlineData("0"), InlineData("101"), InlineData("-1"), InlineData("1.5"), InlineData("one"), InlineData("99999999999999999999")]
    public void A_number_out_of_its_range_is_refused(string value) =>
        Assert.Equal(
            $"--port takes a whole number from 1 to 100, but '{value}' was given.",
            Assert.Throws<UsageException>(() => Read($"--port={value}").Number("--port", 1, 100)).Message);

    [Fact]
    public void Help_lists_every_option() =>
        Assert.Equal(
            """
            usage: ./engram try [options]

              --port N  Where.
              --quiet   Say less.
              --help    Show this.
            """.ReplaceLineEndings("\n"),
            Assert.Throws<HelpRequested>(() => Read("--quiet", "--help")).Message);

    private static CommandLine Read(params string[] args) => new("try", args, Known);
}
