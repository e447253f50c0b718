using System.Globalization;
using Engram.Experiments.Options;

namespace Engram.Cli;

/// <summary>One option of a command.</summary>
/// <param name="Name">As typed, such as <c>--port</c>.</param>
/// <param name="Value">What its value is called in the usage, such as <c>N</c>; null for a switch.</param>
/// <param name="Sentence">What it does.</param>
internal sealed record Option(string Name, string? Value, string Sentence);

/// <summary>Reads the words after a command strictly: an unknown option, a missing value or a stray word is an error, never ignored.</summary>
internal sealed class CommandLine
{
    private readonly string _command;
    private readonly Dictionary<string, string> _given = [];

    /// <param name="command">The command's name, for messages.</param>
    /// <param name="args">The words after it.</param>
    /// <param name="options">What it understands, beside <c>--help</c>.</param>
    /// <param name="word">What its one free word is called, if it takes one.</param>
    /// <exception cref="UsageException">Something cannot be understood.</exception>
    /// <exception cref="HelpRequested"><c>--help</c> was among the words.</exception>
    public CommandLine(string command, IReadOnlyList<string> args, IReadOnlyList<Option> options, string? word = null)
    {
        _command = command;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "-h" or "--help") throw new HelpRequested(Usage(command, options, word));
            if (!args[i].StartsWith('-'))
            {
                if (word is null || Word is not null) throw new UsageException($"'{args[i]}' is one word too many. Try ./engram {command} --help.");
                Word = args[i];
                continue;
            }
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            var option = options.FirstOrDefault(o => o.Name == name)
                ?? throw new UsageException($"./engram {command} has no option '{name}'. {NearestName.Suggestion(name, [.. options.Select(o => o.Name)])}");
            if (option.Value is null && value is not null) throw new UsageException($"{name} takes no value, but '{value}' was given.");
            if (option.Value is not null) value ??= ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value: {name} {option.Value}.");
            if (!_given.TryAdd(name, value ?? "")) throw new UsageException($"{name} was given twice.");
        }
    }

    /// <summary>The free word, if one was given.</summary>
    public string? Word { get; }

    public bool Has(string name) => _given.ContainsKey(name);

    public string? Text(string name)
    {
        var text = _given.GetValueOrDefault(name);
        return text is "" ? throw new UsageException($"{name} is empty. Try ./engram {_command} --help.") : text;
    }

    /// <summary>A whole number in [<paramref name="least"/>, <paramref name="most"/>]; null if the option was not given.</summary>
    public int? Number(string name, int least, int most)
    {
        if (!_given.TryGetValue(name, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{name} takes a whole number from {least} to {most}, but '{text}' was given.");
    }

    private static string Usage(string command, IReadOnlyList<Option> options, string? word)
    {
        var shown = options.Append(new Option("--help", null, "Show this.")).Select(o => (Form: o.Value is null ? o.Name : $"{o.Name} {o.Value}", o.Sentence)).ToList();
        var width = shown.Max(o => o.Form.Length) + 2;
        return $"usage: ./engram {command}{(word is null ? "" : $" [{word}]")} [options]\n\n" + string.Join('\n', shown.Select(o => $"  {o.Form.PadRight(width)}{o.Sentence}"));
    }
}
