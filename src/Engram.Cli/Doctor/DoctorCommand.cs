using Engram.Cli.Up;

namespace Engram.Cli.Doctor;

/// <summary><c>./engram doctor</c>: what the machine has. Changes nothing.</summary>
internal static class DoctorCommand
{
    /// <returns>0 if <c>./engram up</c> can work, else 1.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var given = new CommandLine("doctor", args,
        [
            new Option("--port", "N", "Look whether this port is free (default 5080)."),
            new Option("--data", "DIR", "Look at the disk of this directory (default .engram in the checkout)."),
        ]);
        var address = Address.From(given.Number("--port", 1, 65535));
        var data = Path.GetFullPath(given.Text("--data") ?? Checkout.Find().Data);
        List<Finding> findings =
        [
            Machine.System(), Machine.Processor(), Machine.Vectors(), Machine.Memory(), Machine.Disk(data),
            Programs.DotNet(), Programs.Database(), Programs.Processes(), Programs.Browser(), Programs.Port(address),
        ];
        foreach (var finding in findings) Terminal.Ours.Line(finding.ToString());
        return Task.FromResult(findings.Any(f => f.Health == Health.Missing) ? 1 : 0);
    }
}
