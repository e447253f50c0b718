namespace Engram.Cli.Tests;

public sealed class TerminalTests : IDisposable
{
    private readonly StringWriter _shown = new() { NewLine = "\n" };

    public void Dispose() => _shown.Dispose();

    [Fact]
    public void On_a_terminal_progress_is_rewritten_in_place_and_other_lines_go_above_it()
    {
        var terminal = new Terminal(_shown, inPlace: true);

        terminal.Progress("1 of 2");
        terminal.Line("news");
        terminal.Progress("2 of 2");
        terminal.Done("done");

        Assert.Equal("\r\e[K1 of 2" + "\r\e[Knews\n1 of 2" + "\r\e[K2 of 2" + "\r\e[Kdone\n", _shown.ToString());
    }

    [Fact]
    public void In_a_file_progress_is_a_line_now_and_then_and_the_end_is_always_there()
    {
        var terminal = new Terminal(_shown, inPlace: false);

        for (var i = 1; i <= 100; i++) terminal.Progress($"{i} of 100");
        terminal.Done("done");

        Assert.Equal("1 of 100\ndone\n", _shown.ToString());
    }
}
