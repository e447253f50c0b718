using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Engram.Experiments.Claims;
using Engram.Experiments.Options;
using Engram.Experiments.Running;
using Engram.Experiments.Studies;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Tests.Experiments;

/// <summary>What every experiment of the catalogue promises. A new one joins by existing.</summary>
public sealed class ExperimentContract
{
    private static readonly ExperimentCatalog Catalog = new();

    // Run once and looked at by several tests.
    private static readonly Dictionary<string, Lazy<List<(string Label, ListRunContext Run)>>> SmokeRuns =
        Catalog.Experiments.ToDictionary(experiment => experiment.Name, experiment => new Lazy<List<(string, ListRunContext)>>(() => [.. Smoke(experiment)]));

    public static TheoryData<string> Names => [.. Catalog.Experiments.Select(experiment => experiment.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_is_sealed_and_asks_a_question(string name)
    {
        var experiment = Catalog.Find(name);
        Assert.True(experiment.Type.IsSealed);
        Assert.EndsWith("?", experiment.Question, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_presets_design_and_one_is_called_smoke(string name)
    {
        var experiment = Catalog.Find(name);
        var names = experiment.Plan.Presets.Select(preset => preset.Name).ToList();
        Assert.Contains("smoke", names);
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, preset => Assert.NotEmpty(StudyDesigner.Design(experiment, new StudyRequest { Preset = preset }).Conditions));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_records_what_it_declares_and_nothing_else(string name)
    {
        var experiment = Catalog.Find(name);
        var declared = experiment.Plan.Metrics.Select(metric => metric.Key).ToList();
        Assert.Equal(declared.Distinct(), declared);
        foreach (var (label, run) in SmokeRuns[name].Value)
        {
            Assert.All(run.Points, point => Assert.True(declared.Contains(point.Key), $"{label} records '{point.Key}', which is not declared."));
            Assert.Equal(experiment.Plan.Tasks.Select(task => task.Name).Where(run.Tasks.Contains), run.Tasks);
            foreach (var task in experiment.Plan.Tasks.Count == 0 ? [null] : run.Tasks.Cast<string?>())
            {
                Assert.All(experiment.Plan.Metrics, metric =>
                {
                    var count = run.Series(metric.Key, task).Count;
                    Assert.True(count > 0 || metric.IsOptional, $"{label} does not record '{metric.Key}' in {task}.");
                    Assert.True(count <= 1 || !metric.IsScore, $"{label} records the score '{metric.Key}' {count} times in {task}.");
                });
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_checkpoints_are_safetensors_and_its_transfers_name_them(string name)
    {
        foreach (var (label, run) in SmokeRuns[name].Value)
        {
            Assert.All(run.Checkpoints, checkpoint => Assert.NotEmpty(SafeTensorsFile.Parse(checkpoint.Content).Tensors));
            Assert.All(run.Transfers, transfer => Assert.Contains(run.Checkpoints, checkpoint => checkpoint.Handle == transfer.From));
            Assert.True(run.LastProgress.Share == 1, $"{label} ends at {run.LastProgress.Share}.");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_bytes(string name)
    {
        var experiment = Catalog.Find(name);
        var timings = experiment.Plan.Metrics.Where(metric => metric.IsTiming).Select(metric => metric.Key).ToHashSet();
        foreach (var (first, second) in SmokeRuns[name].Value.Zip(Smoke(experiment), (one, other) => (one.Run, other.Run)))
        {
            Assert.Equal(Points(first), Points(second));
            Assert.Equal(Checkpoints(first), Checkpoints(second));
            Assert.Equal(first.Transfers, second.Transfers);
            Assert.Equal(first.Lines, second.Lines);
        }

        List<string> Points(ListRunContext run) =>
        [
            .. run.Points.Where(point => !timings.Contains(point.Key))
                .Select(point => $"{point.Task} {point.Key} {point.Step} {BitConverter.DoubleToUInt64Bits(point.Value):x}"),
        ];

        static List<string> Checkpoints(ListRunContext run) =>
        [
            .. run.Checkpoints.Select(one => $"{one.Handle} {one.Task} {one.Kind} {one.Step} {Convert.ToHexString(SHA256.HashData(one.Content))}"),
        ];
    }

    [Theory, MemberData(nameof(Names))]
    public void It_stops_soon_after_it_was_cancelled(string name)
    {
        var experiment = Catalog.Find(name);
        foreach (var condition in StudyDesigner.Design(experiment, new StudyRequest { Preset = "smoke" }).Conditions)
        {
            using var source = new CancellationTokenSource();
            var run = new CancelledRunContext(new ListRunContext(0, cancelled: source.Token), source, after: 40);
            Assert.ThrowsAny<OperationCanceledException>(() => experiment.Create(condition.Options).Run(run));
            Assert.InRange(run.RecordedAfterwards, 0, 100);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_claims_speak_of_what_it_declares(string name)
    {
        var experiment = Catalog.Find(name);
        var ids = experiment.Plan.Claims.Select(claim => claim.Id).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(experiment.Plan.Claims, claim =>
        {
            Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", claim.Id);
            Assert.EndsWith(".", claim.Sentence, StringComparison.Ordinal);
            Assert.NotEmpty(claim.Source);
            Assert.NotEmpty(claim.Expectations);
            Assert.Equal(claim.Expectations.Count, claim.Expectations.Select(expectation => expectation.Label).Distinct().Count());
            Assert.All(claim.Expectations, expectation => Assert.True(expectation.Low < expectation.High));
            Assert.All(claim.Expectations.SelectMany(expectation => new[] { expectation.Left, expectation.Right }).OfType<Score>(), score =>
            {
                Assert.True(experiment.Plan.Metrics.Single(metric => metric.Key == score.Metric).IsScore, $"{score.Metric} is not a score.");
                Assert.Contains(score.Task, experiment.Plan.Tasks.Select(task => (string?)task.Name).DefaultIfEmpty(null));
                RequireKnown(experiment, score.Where);
            });
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_tables_speak_of_what_it_declares(string name)
    {
        var experiment = Catalog.Find(name);
        Assert.All(experiment.Plan.Tables, table =>
        {
            Assert.True(experiment.Plan.Metrics.Single(metric => metric.Key == table.Metric).IsScore);
            Assert.All(table.Tasks, task => Assert.Contains(experiment.Plan.Tasks, declared => declared.Name == task));
            Assert.All(table.Rows.Concat(table.Columns), axis => RequireKnown(experiment, axis.Where));
            Assert.All(table.Published.Keys, cell =>
            {
                Assert.Contains(cell.Row, table.Rows.Select(row => row.Label));
                Assert.Contains(cell.Task, table.Tasks);
                Assert.Contains(cell.Column, table.Columns.Select(column => column.Label));
            });
        });
    }

    // Reading throws when an option or a value is unknown.
    private static void RequireKnown(ExperimentDescription experiment, IReadOnlyDictionary<string, JsonNode> where) =>
        OptionsReader.Read(experiment.Options, new JsonObject(where.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value.DeepClone()))));

    private static IEnumerable<(string Label, ListRunContext Run)> Smoke(ExperimentDescription experiment)
    {
        var design = StudyDesigner.Design(experiment, new StudyRequest { Preset = "smoke" });
        foreach (var condition in design.Conditions)
        {
            foreach (var seed in design.Seeds)
            {
                var run = new ListRunContext(seed);
                experiment.Create(condition.Options).Run(run);
                yield return ($"{condition.Label}, seed {seed}", run);
            }
        }
    }
}
