using Engram.Learning.Memory;
using Engram.Learning.Optimizers;
using Engram.Numerics.Random;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Tests.Memory;

public sealed class MemoryCheckpointTests
{
    private static readonly LearningRateMemoryOptions Options = new() { Centres = 50, GradientBound = 2, InitialRate = 1e-3 };

    [Fact]
    public void What_was_learned_goes_over_and_what_was_transient_does_not()
    {
        foreach (var updater in new UpdateRuleOptions[] { new GradientDescentOptions { Rate = 0.005 }, AdamOptions.ForMemory(0.005) })
        {
            var taught = Taught(Options with { Updater = updater });
            var checkpoint = MemoryCheckpoint.Parse(SafeTensorsFile.Parse(MemoryCheckpoint.Of(taught, ["no-object", "light"]).ToFile().ToBytes()));
            LearningRateMemory[] fresh = [new("layer1", 6, taught[0].Options), new("layer2", 2, taught[0].Options)];
            checkpoint.LoadInto(fresh);

            Assert.Equal(["no-object", "light"], checkpoint.Provenance);
            Assert.Equal(taught[0].Options, checkpoint.Options);
            for (var index = 0; index < 2; index++)
            {
                Assert.Equal(taught[index].Theta.ToArray(), fresh[index].Theta.ToArray());
                Assert.Equal(taught[index].Visits.ToArray(), fresh[index].Visits.ToArray());
                Assert.Equal(9, fresh[index].Updates);
                Assert.All(fresh[index].LastSignal.ToArray(), signal => Assert.Equal(0, signal));
            }

            // The first step after loading teaches nothing, and a reset memory goes on like the loaded one.
            var (kept, rates) = (fresh[1].Theta.ToArray(), new double[2]);
            fresh[1].Step([1, 1], rates);
            Assert.Equal(kept, fresh[1].Theta.ToArray());
            taught[1].ResetTransients();
            taught[1].Step([1, 1], rates);
            foreach (var memory in new[] { fresh[1], taught[1] })
            {
                memory.Step([0.5, -1], rates);
            }

            Assert.Equal(taught[1].Theta.ToArray(), fresh[1].Theta.ToArray());
            Assert.NotEqual(kept, fresh[1].Theta.ToArray());
        }
    }

    [Fact]
    public void The_file_holds_theta_centres_visits_updates_and_all_settings()
    {
        var file = MemoryCheckpoint.Of(Taught(Options), ["no-object"]).ToFile();
        Assert.Equal(50, file["layer1/theta"].Count);
        Assert.Equal(-2, file["layer1/centres"].ToArray<double>()[0]);
        Assert.Equal(2, file["layer1/centres"].ToArray<double>()[^1], 1e-15);
        Assert.Equal([9L], file["layer2/updates"].ToArray<long>());
        Assert.True(file["layer2/visits"].ToArray<long>().Sum() > 0);
        Assert.Equal("""["layer1","layer2"]""", file.Metadata["groups"]);
        Assert.Equal("""["no-object"]""", file.Metadata["provenance"]);
        Assert.Equal(
            ["centres", "format", "gradient_bound", "groups", "highest_rate", "initial_rate", "kind", "lowest_rate", "provenance", "relative_width", "signal", "updater"],
            file.Metadata.Keys.Order());
    }

    [Fact]
    public void A_checkpoint_keeps_what_was_known_when_it_was_taken()
    {
        var memories = Taught(Options);
        var checkpoint = MemoryCheckpoint.Of(memories, []);
        var before = checkpoint.Groups[1].Theta.ToArray();
        memories[1].Step([2, 2], new double[2]);
        memories[1].Step([2, 2], new double[2]);
        Assert.Equal(before, checkpoint.Groups[1].Theta);
    }

    [Fact]
    public void The_curve_of_a_checkpoint_is_the_curve_of_its_memory()
    {
        var memories = Taught(Options);
        double[] gradients = [-2, -0.3, 0, 1.7];
        Assert.Equal(gradients.Select(memories[0].Recall), MemoryCheckpoint.Of(memories, []).Recall("layer1", gradients));
        Assert.Throws<ArgumentException>(() => MemoryCheckpoint.Of(memories, []).Recall("layer9", gradients));
    }

    [Theory]
    [InlineData(1.0, 50, 0.5)]
    [InlineData(2.0, 60, 0.5)]
    [InlineData(2.0, 50, 1.0)]
    public void Another_grid_is_refused_naming_both_and_changes_nothing(double bound, int centres, double width)
    {
        var other = Options with { GradientBound = bound, Centres = centres, RelativeWidth = width };
        LearningRateMemory[] memories = [new("layer1", 6, other), new("layer2", 2, other)];
        var exception = Assert.Throws<ArgumentException>(() => MemoryCheckpoint.Of(Taught(Options), []).LoadInto(memories));
        Assert.Contains("learned with g = 2, M = 50, s = 0.5", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"has g = {bound:R}, M = {centres}, s = {width:R}", exception.Message, StringComparison.Ordinal);
        Assert.All(memories[0].Theta.ToArray(), theta => Assert.Equal(1e-3, theta));
    }

    [Fact]
    public void Other_groups_and_narrower_bounds_are_refused()
    {
        var checkpoint = MemoryCheckpoint.Of(Taught(Options), []);
        var groups = Assert.Throws<ArgumentException>(() => checkpoint.LoadInto([new("layer1", 6, Options)]));
        Assert.Contains("remembers the groups layer1, layer2; the model has layer1", groups.Message, StringComparison.Ordinal);
        var narrow = Options with { LowestRate = 1e-3, HighestRate = 1.0001e-3 };
        var bounds = Assert.Throws<ArgumentException>(() => checkpoint.LoadInto([new("layer1", 6, narrow), new("layer2", 2, narrow)]));
        Assert.Contains("Widen its bounds", bounds.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_memory_rate_and_optimizer_may_go_on_with_it()
    {
        var other = Options with { Updater = AdamOptions.ForMemory(0.1), Signal = AgreementSignal.Sign };
        LearningRateMemory[] memories = [new("layer1", 6, other), new("layer2", 2, other)];
        MemoryCheckpoint.Of(Taught(Options), []).LoadInto(memories);
        Assert.Equal(9, memories[0].Updates);
    }

    [Fact]
    public void Every_setting_of_the_updater_comes_back_to_the_bit()
    {
        foreach (var updater in new UpdateRuleOptions[]
        {
            new GradientDescentOptions { Rate = 1.0 / 3 }, new AdamOptions { Rate = 0.1, SecondDecay = 1.0 / 7, Correction = BiasCorrection.None },
            new RuleWithMemoryOptions { Base = new GradientDescentOptions { GradientBound = 2 }, Memory = Options with { Centres = 7 } },
        })
        {
            var memory = new LearningRateMemory("layer1", 1, Options with { Updater = updater });
            var file = SafeTensorsFile.Parse(MemoryCheckpoint.Of([memory], []).ToFile().ToBytes());
            Assert.Equal(memory.Options, MemoryCheckpoint.Parse(file).Options);
        }
    }

    // Format 1, before any rule could update a memory, named one of two by optimizer and memory_rate.
    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("Adam")]
    public void A_file_of_the_first_format_is_read(string optimizer)
    {
        var file = new SafeTensorsBuilder().AddAll("", MemoryCheckpoint.Of(Taught(Options), []).ToFile());
        foreach (var (key, value) in new[]
        {
            ("kind", "memory"), ("groups", """["layer1","layer2"]"""), ("provenance", "[]"), ("centres", "50"), ("gradient_bound", "2"),
            ("relative_width", "0.5"), ("memory_rate", "0.005"), ("initial_rate", "0.001"), ("lowest_rate", "1E-09"), ("highest_rate", "1"),
            ("optimizer", optimizer), ("signal", "Product"),
        })
        {
            file.AddMetadata(key, value);
        }

        UpdateRuleOptions updater = optimizer == "Adam" ? AdamOptions.ForMemory(0.005) : new GradientDescentOptions { Rate = 0.005 };
        Assert.Equal(Options with { Updater = updater }, MemoryCheckpoint.Parse(file.Build()).Options);
    }

    [Fact]
    public void A_file_that_is_no_memory_is_refused()
    {
        var good = MemoryCheckpoint.Of(Taught(Options), []).ToFile();
        SafeTensorsFile Without(string? tensor, string? key, string? value)
        {
            var builder = new SafeTensorsBuilder();
            foreach (var (name, stored) in good.Tensors.Where(pair => pair.Key != tensor))
            {
                if (stored.Type == ElementType.F64)
                {
                    builder.Add<double>(name, stored.ToArray<double>());
                }
                else
                {
                    builder.Add<long>(name, stored.ToArray<long>());
                }
            }

            foreach (var (name, text) in good.Metadata)
            {
                builder.AddMetadata(name, name == key ? value! : text);
            }

            return builder.Build();
        }

        Assert.Contains("kind is 'network'", Refusal(Without(null, "kind", "network")), StringComparison.Ordinal);
        Assert.Contains("'layer1/theta' is missing", Refusal(Without("layer1/theta", null, null)), StringComparison.Ordinal);
        Assert.Contains("'layer1/theta' has 50 numbers; expected are 51", Refusal(Without(null, "centres", "51")), StringComparison.Ordinal);
        Assert.Contains("'gradient_bound' cannot be read: 'two'", Refusal(Without(null, "gradient_bound", "two")), StringComparison.Ordinal);
        Assert.Contains("out of range", Refusal(Without(null, "relative_width", "99")), StringComparison.Ordinal);
        Assert.Contains("has format '3'; this version reads format 2", Refusal(Without(null, "format", "3")), StringComparison.Ordinal);
        Assert.Contains("'updater' cannot be read", Refusal(Without(null, "updater", """{"rule":"Sorcery","Rate":1}""")), StringComparison.Ordinal);
        Assert.Contains("'updater' cannot be read", Refusal(Without(null, "updater", """{"rule":"Adam","Momentum":1}""")), StringComparison.Ordinal);
        Assert.Contains("Updater: Rate is -1", Refusal(Without(null, "updater", """{"rule":"Adam","Rate":-1}""")), StringComparison.Ordinal);
        Assert.Contains("'groups' cannot be read", Refusal(Without(null, "groups", "layer1")), StringComparison.Ordinal);
    }

    private static string Refusal(SafeTensorsFile file) => Assert.Throws<FormatException>(() => MemoryCheckpoint.Parse(file)).Message;

    private static LearningRateMemory[] Taught(LearningRateMemoryOptions options)
    {
        LearningRateMemory[] memories = [new("layer1", 6, options), new("layer2", 2, options)];
        var random = RandomStream.FromSeed(9);
        for (var step = 0; step < 10; step++)
        {
            foreach (var memory in memories)
            {
                memory.Step([.. Enumerable.Range(0, memory.Dimension).Select(_ => random.NextNormal())], new double[memory.Dimension]);
            }
        }

        return memories;
    }
}
