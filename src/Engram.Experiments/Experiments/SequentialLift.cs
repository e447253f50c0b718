using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Engram.Experiments.Environments;
using Engram.Experiments.Options;
using Engram.Experiments.Papers;
using Engram.Experiments.Running;
using Engram.Experiments.Tasks;
using Engram.Learning.Memory;
using Engram.Learning.Models;
using Engram.Numerics.Serialization;

namespace Engram.Experiments.Experiments;

/// <summary>Settings of <see cref="SequentialLift"/>.</summary>
public sealed record SequentialLiftOptions : IValidatableObject
{
    /// <summary>How the weights of the networks are moved.</summary>
    public LiftMethod Method { get; init; } = LiftMethod.MetaGd;

    /// <summary>Learning rate η; with a memory, what a new memory recalls everywhere.</summary>
    [Range(1e-9, 1.0)]
    public double Eta { get; init; } = 0.001;

    /// <summary>Whether a task starts with the network of the task before; else with a new one.</summary>
    public bool ReloadNetwork { get; init; } = true;

    /// <summary>Whether a task starts with the memory of the task before; else with a new one. Without effect for methods without a memory.</summary>
    public bool ReloadMemory { get; init; } = true;

    /// <summary>What is lifted, in this order; each once.</summary>
    [Length(1, 3)]
    public IReadOnlyList<LiftTask> Tasks { get; init; } = [LiftTask.NoObject, LiftTask.Light, LiftTask.Heavy];

    /// <summary>Joints whose torque is learned, counted from 1, each with a network of its own; the first one is reported.</summary>
    [Range(1, LiftStream.Joints), Length(1, LiftStream.Joints)]
    public IReadOnlyList<int> Joints { get; init; } = [1];

    /// <summary>Samples in a batch, a divisor of 500 and of the samples; one update each, every sample used once.</summary>
    [Range(1, 500)]
    public int Batch { get; init; } = 10;

    /// <summary>Samples of each lift that are used, one per millisecond from its beginning; a multiple of the batch.</summary>
    [Range(500, 3200)]
    public int Samples { get; init; } = 3200;

    /// <summary>Local models M in each memory.</summary>
    [Category("Memory"), Range(2, 100_000)]
    public int Centres { get; init; } = 200;

    /// <summary>Memory rate ξ: how fast a memory itself learns.</summary>
    [Category("Memory"), Range(0.0, 1000.0)]
    public double MemoryRate { get; init; } = 0.005;

    /// <summary>Partial derivatives are clipped to ± this value g, by value; the memories cover that interval. Adam is not clipped.</summary>
    [Category("Memory"), Range(1e-6, 1e6)]
    public double Clip { get; init; } = 1;

    /// <summary>Kernel width s of a local model, in distances between neighbours.</summary>
    [Category("Memory"), Range(0.3, 10.0)]
    public double RelativeWidth { get; init; } = 0.5;

    /// <summary>Which parameters share a memory.</summary>
    [Category("Memory")]
    public LiftGrouping Grouping { get; init; } = LiftGrouping.Layer;

    /// <summary>Updates between two checkpoints of the memory within a task; 0 keeps it at the end of tasks only.</summary>
    [Category("Memory"), Range(0, 1_000_000)]
    public int CheckpointEvery { get; init; } = 40;

    /// <summary>Mass of the light object.</summary>
    [Category("Simulation"), Range(0.0, 10.0), Unit("kg")]
    public double LightMass { get; init; } = 0.2;

    /// <summary>Mass of the heavy object.</summary>
    [Category("Simulation"), Range(0.0, 10.0), Unit("kg")]
    public double HeavyMass { get; init; } = 1.2;

    /// <summary>Whether the joints rub.</summary>
    [Category("Simulation")]
    public bool Friction { get; init; } = true;

    /// <summary>Standard deviation of start and end posture from lift to lift, per joint.</summary>
    [Category("Simulation"), Range(0.0, 0.2), Unit("rad")]
    public double PostureSpread { get; init; } = 0.01;

    /// <summary>Standard deviation of the motion's duration from lift to lift, as a share of it.</summary>
    [Category("Simulation"), Range(0.0, 0.1)]
    public double DurationSpread { get; init; } = 0.03;

    /// <summary>Standard deviation of the noise on a measured joint angle.</summary>
    [Category("Simulation"), Range(0.0, 1.0), Unit("rad")]
    public double PositionNoise { get; init; } = 1e-4;

    /// <summary>Standard deviation of the noise on a measured joint velocity.</summary>
    [Category("Simulation"), Range(0.0, 10.0), Unit("rad/s")]
    public double VelocityNoise { get; init; } = 0.01;

    /// <summary>Standard deviation of the noise on a measured joint acceleration; a second difference at 1 kHz is noisy.</summary>
    [Category("Simulation"), Range(0.0, 100.0), Unit("rad/s²")]
    public double AccelerationNoise { get; init; } = 1;

    /// <summary>Standard deviation of the noise on a measured torque.</summary>
    [Category("Simulation"), Range(0.0, 10.0), Unit("Nm")]
    public double TorqueNoise { get; init; } = 0.1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tasks.Distinct().Count() < Tasks.Count)
        {
            yield return new ValidationResult("A task is lifted once in a run; name each once.", [nameof(Tasks)]);
        }

        if (Joints.Distinct().Count() < Joints.Count)
        {
            yield return new ValidationResult("A joint is learned once in a run; name each once.", [nameof(Joints)]);
        }

        if (SequentialLift.Window % Batch != 0 || Samples % Batch != 0)
        {
            yield return new ValidationResult(
                $"A batch divides the {SequentialLift.Window} samples of the first 500 ms and all {Samples} samples, so that every sample is used once; {Batch} does not. 10 and 20 do.",
                [nameof(Batch)]);
        }
    }

    /// <summary>The settings of a new memory, but for what <see cref="Method"/> decides.</summary>
    internal LearningRateMemoryOptions NewMemory => new()
    {
        Centres = Centres,
        GradientBound = Clip,
        RelativeWidth = RelativeWidth,
        MemoryRate = MemoryRate,
        InitialRate = Eta,
    };

    /// <summary>The lift of a task.</summary>
    internal LiftSettings LiftOf(LiftTask task) => new()
    {
        Payload = task switch
        {
            LiftTask.Light => LightMass,
            LiftTask.Heavy => HeavyMass,
            _ => 0,
        },
        Friction = Friction,
        PostureSpread = PostureSpread,
        DurationSpread = DurationSpread,
        PositionNoise = PositionNoise,
        VelocityNoise = VelocityNoise,
        AccelerationNoise = AccelerationNoise,
        TorqueNoise = TorqueNoise,
    };
}

/// <summary>A model of an arm's inverse dynamics is learned online while it lifts nothing, then a light object, then a heavy one.</summary>
/// <remarks>
/// One network 21-100-50-10-1 per joint, rectified linear units, mean squared error; one update per batch of 10 ms, every sample used once, the
/// loss of a batch taken before its update. Between tasks network and memory are carried on or begun anew, each for itself.
/// <para>Source: Meier, Kappler, Schaal, "Online learning of a memory for learning rates", ICRA 2018, section IV.D.2, table I and figure 5.
/// The arm is simulated (<see cref="LiftStream"/>) where the paper has recordings of a real one; absolute losses therefore differ.</para>
/// <para>When a loss leaves the finite numbers or 1e12 the task ends there: its scores are +∞ and <c>diverged</c> is 1. The next task is begun
/// all the same, for one that begins anew owes nothing to the one before.</para>
/// </remarks>
[Experiment("sequential-lift", "Does a memory of learning rates, carried from lift to lift, shorten the learning of each new lift?",
    Title = "Sequential lift", Source = "Meier, Kappler, Schaal 2018, section IV.D.2, table I and figure 5")]
public sealed class SequentialLift(SequentialLiftOptions options) : IExperiment
{
    internal const int Window = 500; // samples: the first and the last 500 ms of a lift

    private static readonly int[] HiddenSizes = [100, 50, 10];

    /// <inheritdoc/>
    public static ExperimentPlan Plan { get; } = new()
    {
        Tasks =
        [
            new("no-object", "The arm lifts its empty hand."),
            new("light", "The same lift with a light object."),
            new("heavy", "The same lift with a heavy object."),
        ],
        Metrics = LiftMetrics.All,
        Presets =
        [
            new Preset("smoke", "GD and MetaGD, with and without reload, the first 0.8 s of each lift, one seed; seconds.", "0")
            {
                Options = new() { ["samples"] = 800 },
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"]),
            },
            new Preset("quick", "All of table I with three seeds: 36 runs, some ten seconds.", "0..2")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"], MeierKapplerSchaal2018.Rates),
            },
            new Preset("paper", "All of table I with ten seeds as in the paper: 120 runs, less than a minute.", "0..9")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd"], MeierKapplerSchaal2018.Rates),
            },
            new Preset("methods", "Table I with every method there is, Adam included, three seeds: 108 runs, less than a minute.", "0..2")
            {
                Conditions = ReloadOrNot,
                Grid = Grid(["gd", "metagd", "metagd-sign", "metagd-mem-adam", "adam", "adam-mem"], MeierKapplerSchaal2018.Rates),
            },
            new Preset("all-joints", "GD and MetaGD with reload for all seven joints, η = 0.001, three seeds: 6 runs, some ten seconds.", "0..2")
            {
                Options = new() { ["joints"] = new JsonArray(1, 2, 3, 4, 5, 6, 7) },
                Grid = Grid(["gd", "metagd"]),
            },
        ],
        Claims = MeierKapplerSchaal2018.Claims,
        Tables = [MeierKapplerSchaal2018.TableOne],
        Label = options => Label((SequentialLiftOptions)options),
    };

    /// <inheritdoc/>
    public void Run(IRunContext run)
    {
        var network = HandedIn(run, CheckpointKind.Network);
        var memory = HandedIn(run, CheckpointKind.Memory);
        foreach (var (index, lift) in options.Tasks.Index())
        {
            var task = OptionValue.NameOf(lift);
            run.BeginTask(task);
            var stream = new LiftStream(options.LiftOf(lift), options.Samples, run.Random($"env/{task}"));
            var learners = NewLearners(run, task);
            var provenance = Start(run, learners, network, memory);
            var (trained, learned) = Learn(run, index, stream, learners, [.. provenance, task]);
            network = options.ReloadNetwork ? trained : null;
            memory = options.ReloadMemory ? learned : null;
        }
    }

    /// <summary>New networks and new memories. The weights depend on seed, task and joint only, so that all methods begin alike.</summary>
    private TorqueLearner[] NewLearners(IRunContext run, string task) =>
    [
        .. options.Joints.Select(joint => new TorqueLearner(
            joint,
            new DenseNetwork([LiftStream.Inputs, .. HiddenSizes, 1], run.Random($"init/{task}/joint{joint}")),
            options.Method.Rule(options.NewMemory),
            options.Grouping == LiftGrouping.Layer ? Grouping.Layer : Grouping.Variable,
            options.Batch,
            options.Clip)),
    ];

    /// <summary>Gives the learners what is carried to this task, and says on which tasks their memory was learned.</summary>
    private static IReadOnlyList<string> Start(IRunContext run, TorqueLearner[] learners, Carried? network, Carried? memory)
    {
        if (network is not null)
        {
            TorqueCheckpoint.LoadNetworks(network.File, learners);
            run.RecordTransfer(network.Handle);
        }

        if (memory is null)
        {
            return [];
        }

        if (learners[0].Memories.Count == 0)
        {
            run.Log(LogSeverity.Warning, "A memory was handed in, but this method has none: it is not used.");
            return [];
        }

        var remembered = MemoryCheckpoint.Parse(memory.File);
        TorqueCheckpoint.LoadMemories(remembered, learners);
        run.RecordTransfer(memory.Handle);
        return remembered.Provenance;
    }

    /// <summary>One lift, batch after batch; returns what may be carried on.</summary>
    private (Carried Network, Carried? Memory) Learn(IRunContext run, int taskIndex, LiftStream stream, TorqueLearner[] learners, string[] provenance)
    {
        var batches = options.Samples / options.Batch;
        var record = new LiftRecord(run, learners, batches, Window / options.Batch);
        using var tick = new TorqueTick(stream, learners, options.Batch, run.Time);
        Carried? memory = null;
        for (var batch = 0; batch < batches && !record.HasDiverged; batch++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            tick.Run(batch, run.Processors);
            record.AddTimes(tick.ReportedTime, tick.Time);
            for (var joint = 0; joint < learners.Length; joint++)
            {
                record.Add(batch, learners[joint], tick.StepOf(joint), tick.TorquesOf(joint));
            }

            var updates = batch + 1;
            var isLast = updates == batches || record.HasDiverged;
            if (learners[0].Memories.Count > 0 && (isLast || (options.CheckpointEvery > 0 && updates % options.CheckpointEvery == 0)))
            {
                memory = Save(run, CheckpointKind.Memory, updates, TorqueCheckpoint.OfMemories(learners, provenance).ToFile());
            }

            run.Progress((taskIndex + ((double)updates / batches)) / options.Tasks.Count, $"{provenance[^1]}: {updates} of {batches} updates");
        }

        record.WriteScores(provenance[^1]);
        return (Save(run, CheckpointKind.Network, record.Batches, TorqueCheckpoint.OfNetworks(learners)), memory);
    }

    private static Carried Save(IRunContext run, CheckpointKind kind, int updates, SafeTensorsFile file) =>
        new(run.SaveCheckpoint(kind, updates, file.ToBytes()), file);

    private static Carried? HandedIn(IRunContext run, CheckpointKind kind) =>
        run.Input(kind) is { } input ? new Carried(input.Handle, SafeTensorsFile.Parse(input.Content.Span)) : null;

    private static JsonObject[] ReloadOrNot =>
    [
        new() { ["reloadNetwork"] = false, ["reloadMemory"] = false },
        new() { ["reloadNetwork"] = true, ["reloadMemory"] = true },
    ];

    private static Dictionary<string, JsonNode[]> Grid(string[] methods, double[]? rates = null)
    {
        var grid = new Dictionary<string, JsonNode[]> { ["method"] = [.. methods] };
        if (rates is not null)
        {
            grid["eta"] = [.. rates];
        }

        return grid;
    }

    private static string Label(SequentialLiftOptions options)
    {
        var (name, hasMemory) = options.Method switch
        {
            LiftMethod.Gd => ("GD", false),
            LiftMethod.MetaGd => ("MetaGD", true),
            LiftMethod.MetaGdSign => ("MetaGD sign", true),
            LiftMethod.MetaGdMemAdam => ("MetaGD memory by Adam", true),
            LiftMethod.Adam => ("Adam", false),
            _ => ("Adam with memory", true),
        };
        var reload = (options.ReloadNetwork, options.ReloadMemory || !hasMemory) switch
        {
            (true, true) => "reload",
            (true, false) => "reload network",
            (false, true) when hasMemory => "reload memory",
            _ => "no reload",
        };
        return $"{name} {reload} η={CanonicalJson.Number(options.Eta)}";
    }

    /// <summary>A checkpoint on its way into a task.</summary>
    private sealed record Carried(CheckpointHandle Handle, SafeTensorsFile File);
}
