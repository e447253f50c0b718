using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Experiments.Options;

namespace Engram.Experiments.Tests.Options;

public sealed class OptionsReaderTests
{
    private static readonly OptionsSchema Schema = OptionsSchema.Of(typeof(ProbeOptions));

    [Fact]
    public void What_is_absent_keeps_its_default() => Assert.Equal(new ProbeOptions { Eta = 0.25 }.Eta, Read("""{"eta": 0.25}""").Eta);

    [Fact]
    public void Every_type_is_read()
    {
        var options = Read("""
            {"eta": 0.5, "centers": 70, "big": 9007199254740995, "friction": false, "remark": "ü", "method": "meta-gd-mem-adam",
             "order": ["metagd", "gd"], "masses": [0, 5]}
            """);

        Assert.Equal((0.5, 70, 9007199254740995, false, "ü", ProbeMethod.MetaGdMemAdam),
            (options.Eta, options.Centers, options.Big, options.Friction, options.Remark, options.Method));
        Assert.Equal([ProbeMethod.MetaGd, ProbeMethod.Gd], options.Order);
        Assert.Equal([0, 5], options.Masses);
    }

    [Theory]
    [InlineData("5e-324")]
    [InlineData("0.1")]
    [InlineData("0.30000000000000004")]
    [InlineData("1.7976931348623157e-308")]
    public void A_number_keeps_its_bits(string text) => Assert.Equal(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Read($$"""{"eta": {{text}}}""").Eta);

    [Theory]
    [InlineData("70")]
    [InlineData("70.0")]
    [InlineData("7e1")]
    public void A_whole_number_may_be_written_in_any_way(string text) => Assert.Equal(70, Read($$"""{"centers": {{text}}}""").Centers);

    [Theory]
    [InlineData("""{"etta": 1}""", "options.etta: There is no option 'etta'. Did you mean 'eta'?")]
    [InlineData("""{"zzzzzz": 1}""", "options.zzzzzz: There is no option 'zzzzzz'. Known: eta, centers, big, friction, remark, method, order, masses.")]
    [InlineData("""{"Eta": 0.1}""", "options.Eta: There is no option 'Eta'. Did you mean 'eta'?")]
    [InlineData("""{"eta": "fast"}""", "options.eta: eta takes a number; given was \"fast\".")]
    [InlineData("""{"eta": null}""", "options.eta: eta cannot be null; leave it out to keep its default 0.1.")]
    [InlineData("""{"eta": 0}""", "options.eta: eta takes a number greater than 0 and at most 1; given was 0.")]
    [InlineData("""{"eta": 2}""", "options.eta: eta takes a number greater than 0 and at most 1; given was 2.")]
    [InlineData("""{"eta": 1e999}""", "options.eta: eta takes a finite number; given was 1e999.")]
    [InlineData("""{"eta": "NaN"}""", "options.eta: eta takes a finite number; given was \"NaN\".")]
    [InlineData("""{"centers": 1.5}""", "options.centers: centers takes a whole number; given was 1.5.")]
    [InlineData("""{"centers": 1}""", "options.centers: centers takes a whole number from 2 to 1000; given was 1.")]
    [InlineData("""{"big": 1e30}""", "options.big: big takes a whole number; given was 1e30.")]
    [InlineData("""{"friction": 1}""", "options.friction: friction is either true or false; given was 1.")]
    [InlineData("""{"remark": 1}""", "options.remark: remark takes a text; given was 1.")]
    [InlineData("""{"method": "metgd"}""", "options.method: method takes one of gd, metagd, meta-gd-mem-adam; given was \"metgd\". Did you mean 'metagd'?")]
    [InlineData("""{"method": 1}""", "options.method: method takes one of gd, metagd, meta-gd-mem-adam; given was 1.")]
    [InlineData("""{"order": "gd"}""", "options.order: order takes a list, for example [\"gd\"]; given was \"gd\".")]
    [InlineData("""{"order": []}""", "options.order: order takes 1 to 3 values; given were 0.")]
    [InlineData("""{"masses": [1, 9, "x"]}""", "options.masses[1]: masses takes a number from 0 to 5; given was 9.\noptions.masses[2]: masses takes a number; given was \"x\".")]
    [InlineData("""{"eta": 0.1, "eta": 0.2}""", "options.eta: 'eta' is given twice; give it once.")]
    [InlineData("""{"eta": 0.5, "centers": 3}""", "options.eta: eta must not exceed centers / 100.\noptions.centers: eta must not exceed centers / 100.")]
    [InlineData("""[1]""", "options: Options are a JSON object: option name → value.")]
    public void A_wrong_setting_is_refused_with_a_word(string given, string error) => Assert.Equal(error, Refusal(given));

    [Fact]
    public void All_errors_are_told_at_once() => Assert.Equal(
        """
        options.eta: eta takes a number greater than 0 and at most 1; given was -1.
        options.centres: There is no option 'centres'. Did you mean 'centers'?
        options.method: method takes one of gd, metagd, meta-gd-mem-adam; given was "sgd". Did you mean 'gd'?
        """, Refusal("""{"eta": -1, "centres": 3, "method": "sgd"}"""));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_from_code_that_is_not_finite_is_refused(double number)
    {
        var refused = Assert.Throws<InvalidFieldsException>(() => OptionsReader.Read(Schema, new JsonObject { ["eta"] = number }));
        Assert.Contains("takes a finite number", Assert.Single(refused.Errors["options.eta"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_is_quoted_in_part() =>
        Assert.Contains("… (202 characters).", Refusal($$"""{"eta": "{{new string('x', 200)}}"}"""), StringComparison.Ordinal);

    private static ProbeOptions Read(string json) => (ProbeOptions)OptionsReader.Read(Schema, JsonDocument.Parse(json).RootElement);

    private static string Refusal(string json) => Assert.Throws<InvalidFieldsException>(() => Read(json)).Message;
}
