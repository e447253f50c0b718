using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;

namespace Engram.Learning.Memory;

/// <summary>The memories of one learner at rest: what a later task or another run starts from.</summary>
/// <remarks>
/// Tensors per group: <c>G/theta</c>, <c>G/centres</c> [M] in double, <c>G/visits</c> [M] and <c>G/updates</c> [] as integers; settings, group
/// names and provenance in the metadata. Transients are not kept: the previous gradient and the moments of the memory's own optimizer begin
/// anew with every task, as in the authors' published code.
/// </remarks>
public sealed class MemoryCheckpoint
{
    private readonly List<RememberedGroup> _groups;

    private MemoryCheckpoint(LearningRateMemoryOptions options, IReadOnlyList<string> provenance, List<RememberedGroup> groups)
    {
        Options = options;
        Provenance = provenance;
        _groups = groups;
    }

    /// <summary>The settings the memories were learned with.</summary>
    public LearningRateMemoryOptions Options { get; }

    /// <summary>The tasks they were learned on, in order.</summary>
    public IReadOnlyList<string> Provenance { get; }

    /// <summary>What each group's memory has learned, in the order of the groups.</summary>
    public IReadOnlyList<RememberedGroup> Groups => _groups;

    /// <summary>What the memories know now; later steps do not change it.</summary>
    /// <param name="memories">One per group, all with the same settings.</param>
    /// <param name="provenance">The tasks they were learned on, in order.</param>
    /// <exception cref="ArgumentException">There is none, or their settings differ.</exception>
    public static MemoryCheckpoint Of(IReadOnlyList<LearningRateMemory> memories, IReadOnlyList<string> provenance)
    {
        ArgumentNullException.ThrowIfNull(memories);
        ArgumentNullException.ThrowIfNull(provenance);
        if (memories.Count == 0 || memories.Any(memory => memory.Options != memories[0].Options))
        {
            throw new ArgumentException("A checkpoint holds at least one memory, and all of them have the same settings.", nameof(memories));
        }

        return new MemoryCheckpoint(memories[0].Options, [.. provenance], [.. memories.Select(memory =>
            new RememberedGroup(memory.Name, memory.Theta.ToArray(), memory.Visits.ToArray(), memory.Updates))]);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="FormatException">The file is not a memory checkpoint, or is damaged; the message says where.</exception>
    public static MemoryCheckpoint Parse(SafeTensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var metadata = new MemoryMetadata(file.Metadata);
        var options = metadata.ReadOptions();
        var groups = metadata.ReadList(MemoryMetadata.GroupsKey).Select(name => new RememberedGroup(
            name,
            Read<double>(file, $"{name}/theta", options.Centres),
            Read<long>(file, $"{name}/visits", options.Centres),
            Read<long>(file, $"{name}/updates", 1)[0])).ToList();
        return new MemoryCheckpoint(options, metadata.ReadList(MemoryMetadata.ProvenanceKey), groups);
    }

    /// <summary>The checkpoint as a file.</summary>
    public SafeTensorsFile ToFile()
    {
        var file = new SafeTensorsBuilder();
        AddTo(file);
        return file.Build();
    }

    /// <summary>Gives what was learned to new memories, group by group; their transients are reset and they continue to learn.</summary>
    /// <param name="memories">As many as there are groups, with the same names, g, M and s; their ξ, optimizer and signal may differ.</param>
    /// <exception cref="ArgumentException">They do not fit; the message names both sides, and no memory has changed.</exception>
    public void LoadInto(IReadOnlyList<LearningRateMemory> memories)
    {
        ArgumentNullException.ThrowIfNull(memories);
        var (asked, known) = (memories.Select(memory => memory.Name), _groups.Select(group => group.Name));
        if (!asked.Order(StringComparer.Ordinal).SequenceEqual(known.Order(StringComparer.Ordinal)))
        {
            throw new ArgumentException(
                $"The checkpoint remembers the groups {string.Join(", ", known)}; the model has {string.Join(", ", asked)}. "
                + "Use the same model and grouping.", nameof(memories));
        }

        foreach (var memory in memories)
        {
            RequireSameGrid(memory.Options);
            RequireBounds(memory.Options, Find(memory.Name));
        }

        foreach (var memory in memories)
        {
            memory.TakeOver(Find(memory.Name));
        }
    }

    /// <summary>The rate that a group's memory recalls for one gradient: the curve to draw.</summary>
    /// <param name="group">The group's name.</param>
    /// <param name="gradients">Where to look, clipped to [−g, g]; not NaN.</param>
    /// <returns>η for each gradient.</returns>
    /// <exception cref="ArgumentException">There is no such group, or a gradient is NaN.</exception>
    public double[] Recall(string group, IEnumerable<double> gradients)
    {
        var memory = new LearningRateMemory(group, 1, Options);
        memory.TakeOver(Find(group));
        return [.. gradients.Select(memory.Recall)];
    }

    internal void AddTo(SafeTensorsBuilder file)
    {
        MemoryMetadata.Write(file, Options, [.. _groups.Select(group => group.Name)], Provenance);
        var grid = new GaussianGrid(Options.Centres, Options.GradientBound, Options.RelativeWidth);
        double[] centres = [.. Enumerable.Range(0, Options.Centres).Select(grid.CentreAt)];
        foreach (var group in _groups)
        {
            file.Add<double>($"{group.Name}/theta", group.Theta).Add<double>($"{group.Name}/centres", centres);
            file.Add<long>($"{group.Name}/visits", group.Visits).Add<long>($"{group.Name}/updates", [group.Updates], []);
        }
    }

    private RememberedGroup Find(string name) => _groups.Find(group => group.Name == name)
        ?? throw new ArgumentException(
            $"The checkpoint has no group '{name}'. It has: {string.Join(", ", _groups.Select(group => group.Name))}.", nameof(name));

    private void RequireSameGrid(LearningRateMemoryOptions other)
    {
        if ((other.GradientBound, other.Centres, other.RelativeWidth) != (Options.GradientBound, Options.Centres, Options.RelativeWidth))
        {
            throw new ArgumentException(
                $"The checkpoint was learned with g = {Options.GradientBound:R}, M = {Options.Centres}, s = {Options.RelativeWidth:R}; "
                + $"the new memory has g = {other.GradientBound:R}, M = {other.Centres}, s = {other.RelativeWidth:R}. "
                + "Its local models would mean other gradients: use the same three.", nameof(other));
        }
    }

    private static void RequireBounds(LearningRateMemoryOptions options, RememberedGroup group)
    {
        if (group.Theta.Any(rate => !(rate >= options.LowestRate && rate <= options.HighestRate)))
        {
            throw new ArgumentException(
                $"Group '{group.Name}' remembers rates from {group.Theta.Min():R} to {group.Theta.Max():R}; the new memory allows "
                + $"{options.LowestRate:R} to {options.HighestRate:R}. Widen its bounds.", nameof(options));
        }
    }

    private static T[] Read<T>(SafeTensorsFile file, string name, int count)
        where T : unmanaged
    {
        if (!file.Tensors.TryGetValue(name, out var tensor) || tensor.Count != count)
        {
            throw new FormatException(
                $"The memory checkpoint's tensor '{name}' {(tensor is null ? "is missing" : $"has {tensor.Count} numbers")}; expected are {count}.");
        }

        try
        {
            return tensor.ToArray<T>();
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"The memory checkpoint's tensor '{name}' has the wrong type: {exception.Message}", exception);
        }
    }
}
