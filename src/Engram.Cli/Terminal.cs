using System.Diagnostics;

namespace Engram.Cli;

/// <summary>
/// What the person sees: lines, and one line of progress that is rewritten in place on a terminal. Where the output is a file or a pipe,
/// progress is a line every two seconds when it has changed.
/// </summary>
internal sealed class Terminal(TextWriter output, bool inPlace)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private string _progress = "";
    private long _shown;

    public static Terminal Ours { get; } = new(Console.Out, !Console.IsOutputRedirected);

    /// <summary>Writes a line; progress that stands on the terminal moves below it.</summary>
    public void Line(string text = "")
    {
        lock (_gate)
        {
            if (inPlace && _progress.Length > 0) output.Write("\r\e[K");
            output.WriteLine(text);
            if (inPlace) output.Write(_progress);
            output.Flush();
        }
    }

    /// <summary>Shows how far something is.</summary>
    public void Progress(string text)
    {
        lock (_gate)
        {
            if (text == _progress) return;
            if (inPlace) output.Write($"\r\e[K{text}");
            else if (_shown != 0 && Stopwatch.GetElapsedTime(_shown) < Pace) return;
            else output.WriteLine(text);
            (_progress, _shown) = (text, Stopwatch.GetTimestamp());
            output.Flush();
        }
    }

    /// <summary>Ends the progress with its last state as an ordinary line.</summary>
    public void Done(string text)
    {
        lock (_gate)
        {
            if (inPlace && _progress.Length > 0) output.Write("\r\e[K");
            output.WriteLine(text);
            output.Flush();
            (_progress, _shown) = ("", 0);
        }
    }
}
