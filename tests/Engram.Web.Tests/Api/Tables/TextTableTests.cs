using Engram.Testing;
using Engram.Web.Api.Tables;

namespace Engram.Web.Tests.Api.Tables;

public sealed class TextTableTests
{
    private static readonly TextTable Table = new("Loss_1 in Nm², 95 % & more", ["", "a,b", "η|θ"],
        [["row \"1\"", "1.5", "$x$"], ["2", "−0.25 [−1, 1]", "~^\\{}#"]]);

    [Theory]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    public void Every_form_escapes_what_it_must(string form) => Approved.Text(Table.To(Enum.Parse<TableForm>(form, ignoreCase: true)), form);
}
