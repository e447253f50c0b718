using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Engram.Experiments.Running;
using Engram.Experiments.Studies;
using Engram.Testing;

namespace Engram.Experiments.Tests.Experiments;

/// <summary>Same options, same seed: the same bits, whatever the processor can do and however many threads are at work.</summary>
/// <remarks>The approved text is the record of every deliberate change of a number: a change that nobody intended shows as a failure.</remarks>
public sealed class BitsTests
{
    [Fact]
    public void Every_experiment_gives_the_approved_bits() => Approved.Text(string.Join('\n', SmokeRuns().Select(run => run())), "smoke");

    // The runtime's own switches take the instructions away; the test program is started anew, because they are read once.
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task They_are_the_same_on_a_processor_that_can_do_less(string capability)
    {
        var program = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, typeof(BitsTests).Assembly.GetName().Name!))
        {
            ArgumentList = { "-method", $"{typeof(BitsTests).FullName}.{nameof(Every_experiment_gives_the_approved_bits)}" },
            Environment = { [capability] = "0" },
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(program)!;
        var said = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        Assert.True(child.ExitCode == 0, said);
        Assert.Matches(@"Total: 1\b", said);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void They_are_the_same_while_other_threads_work(int threads)
    {
        var runs = SmokeRuns().ToList();
        var fingerprints = new string[runs.Count];
        var taken = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int index; (index = Interlocked.Increment(ref taken)) < runs.Count;)
            {
                fingerprints[index] = runs[index]();
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        Approved.Text(string.Join('\n', fingerprints), "smoke");
    }

    private static IEnumerable<Func<string>> SmokeRuns() =>
        from experiment in new ExperimentCatalog().Experiments
        let design = StudyDesigner.Design(experiment, new StudyRequest { Preset = "smoke" })
        from condition in design.Conditions
        from seed in design.Seeds
        select (Func<string>)(() =>
        {
            var run = new ListRunContext(seed);
            experiment.Create(condition.Options).Run(run);
            return $"{experiment.Name} | {condition.Label} | seed {seed} | {Fingerprint(experiment, run)}";
        });

    private static string Fingerprint(ExperimentDescription experiment, ListRunContext run)
    {
        var timings = experiment.Plan.Metrics.Where(metric => metric.IsTiming).Select(metric => metric.Key).ToHashSet();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var point in run.Points.Where(point => !timings.Contains(point.Key)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{point.Task} {point.Key} {point.Step} {BitConverter.DoubleToUInt64Bits(point.Value):x}\n"));
        }

        foreach (var checkpoint in run.Checkpoints)
        {
            hash.AppendData(checkpoint.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
