#:project ../../src/Engram.Client/Engram.Client.csproj
// Fits a line to noisy points by gradient descent and logs how it goes.
//   dotnet run docs/examples/fit-a-line.cs -- [address] [steps] [spool]
// Try it without an Engram running, or end it by kill -9: what it logged waits on disk, and the next run of it here sends that first.
using System.Globalization;
using Engram.Client;

var address = args.ElementAtOrDefault(0) ?? "http://127.0.0.1:5080";
var steps = int.Parse(args.ElementAtOrDefault(1) ?? "2000", CultureInfo.InvariantCulture);
var settings = new EngramClientOptions();
if (args.Length > 2) settings = settings with { Spool = args[2] };

const double eta = 0.05;
await using var engram = new EngramClient(address, settings);
await using var run = engram.StartRun("examples", new()
{
    Name = "fit a line",
    Options = new Dictionary<string, object?> { ["eta"] = eta, ["points"] = 64, ["optimizer"] = "sgd" },
    Tags = ["example"],
    Seed = 0,
});
Console.WriteLine($"run {run.Id:N}: {run.Page}");

var (slope, offset) = (0.0, 0.0);
for (var step = 0; step < steps; step++)
{
    // The truth is y = 2x − 1 with some noise, and the gradient that of half the squared error.
    var x = ((step * 37 % 64) / 32.0) - 1;
    var error = (slope * x) + offset - ((2 * x) - 1 + (0.1 * Math.Sin(step * 12.9898)));
    (slope, offset) = (slope - (eta * error * x), offset - (eta * error));

    run.Log("loss", step, error * error / 2);
    run.Log("slope", step, slope);
    if (step % 500 == 499)
    {
        run.Flush();
        Console.WriteLine($"kept {step}: y = {slope:0.000}x + {offset:0.000}");
    }
}
run.WriteLine($"Found y = {slope:0.000}x + {offset:0.000}.");
Console.WriteLine($"{await run.FinishAsync()}");
