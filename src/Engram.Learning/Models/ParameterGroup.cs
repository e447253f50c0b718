namespace Engram.Learning.Models;

/// <summary>A run of neighbouring parameters that are treated as one: one memory of learning rates belongs to each.</summary>
/// <param name="Name">Unique in its model, such as <c>layer1</c> or <c>layer1.bias</c>; names the tensors in checkpoints.</param>
/// <param name="Offset">Index of the first parameter in the flat buffer.</param>
/// <param name="Length">Number of parameters, D.</param>
public sealed record ParameterGroup(string Name, int Offset, int Length)
{
    /// <summary>Refuses groups that do not cover 0 … D − 1 in order without gaps, that are empty, or that share a name.</summary>
    /// <returns>How many parameters the groups hold together.</returns>
    /// <exception cref="ArgumentException">They do not; the message names the first group that is out of place.</exception>
    public static int RequireCover(IReadOnlyList<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var end = 0;
        foreach (var group in groups)
        {
            if (group.Offset != end || group.Length <= 0)
            {
                throw new ArgumentException(
                    $"Group '{group.Name}' covers {group.Length} parameters from {group.Offset}; the next group must begin at {end} and hold at least one.",
                    nameof(groups));
            }

            if (string.IsNullOrEmpty(group.Name) || !names.Add(group.Name))
            {
                throw new ArgumentException(
                    $"Two groups are called '{group.Name}', or the name is empty; checkpoints need a name for each.", nameof(groups));
            }

            end = checked(end + group.Length);
        }

        return end > 0 ? end : throw new ArgumentException("There is no group; a model has at least one.", nameof(groups));
    }
}
