using Engram.Cli.Archives;
using Engram.Cli.Backup;
using Engram.Cli.Bench;
using Engram.Cli.Demo;
using Engram.Cli.Doctor;
using Engram.Cli.Test;
using Engram.Cli.Up;
using Engram.Experiments.Options;
using Engram.Tracking.Storage;
using Npgsql;

namespace Engram.Cli;

/// <summary>The commands of <c>./engram</c>. Exit codes: 0 done, 1 not possible, 2 wrong call.</summary>
internal static class Commands
{
    private static readonly Dictionary<string, (string Sentence, Func<string[], Task<int>> Run)> All = new()
    {
        ["up"] = ("Build and start everything: database, web, workers; on an empty database, the demo study.", UpCommand.RunAsync),
        ["demo"] = ("Submit the demo study to a running Engram, follow it, and print its table.", DemoCommand.RunAsync),
        ["test"] = ("Build everything and run all test suites, or those whose name contains a word.", TestCommand.RunAsync),
        ["bench"] = ("Measure the engine beside PyTorch, in turns, and print a table.", BenchCommand.RunAsync),
        ["backup"] = ("Write the whole instance into one file, while it works or while it rests.", BackupCommand.RunAsync),
        ["restore"] = ("Make a data directory what it was when a backup was made.", RestoreCommand.RunAsync),
        ["export"] = ("Write a project of a running Engram into one file.", ArchiveCommands.ExportAsync),
        ["import"] = ("Take a project from such a file into a running Engram.", ArchiveCommands.ImportAsync),
        ["doctor"] = ("Say what this machine has and what is missing.", DoctorCommand.RunAsync),
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [] or ["help" or "-h" or "--help"])
        {
            Console.WriteLine(Usage);
            return args.Length == 0 ? 2 : 0;
        }
        try
        {
            return All.TryGetValue(args[0], out var command)
                ? await command.Run(args[1..])
                : throw new UsageException($"There is no command '{args[0]}'. {NearestName.Suggestion(args[0], All.Keys)}");
        }
        catch (HelpRequested help)
        {
            Console.WriteLine(help.Message);
            return 0;
        }
        catch (UsageException wrong)
        {
            Console.Error.WriteLine($"engram: {wrong.Message}");
            return 2;
        }
        catch (Exception refused) when (refused is RefusedException or NoAnswerException or PrivatePostgresException or NpgsqlException)
        {
            Console.Error.WriteLine($"engram: {refused.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130; // as a shell says of a program ended by Ctrl-C
        }
    }

    private static string Usage =>
        "usage: ./engram <command> [options]\n\n"
        + string.Concat(All.Select(c => $"  {c.Key,-8}{c.Value.Sentence}\n"))
        + "\n./engram <command> --help lists a command's options.";
}
