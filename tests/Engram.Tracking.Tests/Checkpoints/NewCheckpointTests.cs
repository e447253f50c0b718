using System.Security.Cryptography;
using Engram.Numerics.Serialization;
using Engram.Tracking.Checkpoints;

namespace Engram.Tracking.Tests.Checkpoints;

/// <summary>A checkpoint is complete, and what cannot be kept is refused, before anything is written.</summary>
public sealed class NewCheckpointTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 5, 45, 0, TimeSpan.Zero);

    private static readonly byte[] Content = new SafeTensorsBuilder().AddMetadata("group", "layer 1").Add<float>("theta", [1, 2], [2, 1]).Build().ToBytes();

    [Fact]
    public void It_knows_when_it_was_taken_what_it_holds_and_its_hash()
    {
        var checkpoint = new NewCheckpoint("memory", 2, 40, Content, Now);

        Assert.Equal(("memory", 2, 40, Now), (checkpoint.Kind, checkpoint.TaskIndex, checkpoint.Step, checkpoint.TakenAt));
        Assert.Equal(Content, checkpoint.Content.ToArray());
        Assert.Equal(SHA256.HashData(Content), checkpoint.Sha256);
        var metadata = CheckpointMetadata.FromJson(checkpoint.Metadata);
        Assert.Equal("layer 1", metadata.Metadata["group"]);
        Assert.Equal([2, 1], Assert.Single(metadata.Tensors).Shape);
    }

    [Fact]
    public void Each_has_an_identifier_of_its_own_that_begins_with_the_time()
    {
        var (one, other) = (new NewCheckpoint("memory", null, 0, Content, Now), new NewCheckpoint("memory", null, 0, Content, Now));

        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal(7, one.Id.Version);
        Assert.Equal(Now.ToUnixTimeMilliseconds().ToString("x12", System.Globalization.CultureInfo.InvariantCulture), one.Id.ToString("N")[..12]);
    }

    [Fact]
    public void An_unknown_kind_is_refused_with_those_that_are_known()
    {
        var message = Assert.Throws<ArgumentException>(() => new NewCheckpoint("memori", null, 0, Content, Now)).Message;

        Assert.Contains("'memori'", message);
        Assert.All(Checkpoint.Kinds, kind => Assert.Contains(kind, message));
    }

    [Fact]
    public void Bytes_that_are_no_safetensors_file_are_refused() =>
        Assert.Throws<SafeTensorsFormatException>(() => new NewCheckpoint("memory", null, 0, Content.AsMemory(..^1), Now));

    [Fact]
    public void More_bytes_than_are_kept_are_refused_before_they_are_read()
    {
        var message = Assert.Throws<ArgumentException>(() => new NewCheckpoint("memory", null, 0, new byte[CheckpointStore.MostBytes + 1], Now)).Message;

        Assert.Contains($"{CheckpointStore.MostBytes + 1} bytes", message);
    }
}
