using System.Globalization;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Running;

/// <summary>Whether two sides did the same work: only then is their ratio a ratio.</summary>
internal static class Agreement
{
    /// <summary>The largest difference that is put down to rounding, as a share of the largest number of the tensor.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>What differs, in words; null if nothing does.</summary>
    /// <param name="ours">Our results.</param>
    /// <param name="theirs">The peer's, with the same names and shapes.</param>
    public static string? Difference(SafeTensorsFile ours, SafeTensorsFile theirs)
    {
        foreach (var (name, tensor) in ours.Tensors)
        {
            if (!theirs.Tensors.TryGetValue(name, out var other)) return $"'{name}' is missing";
            if (!tensor.Shape.SequenceEqual(other.Shape)) return $"'{name}' has the shape [{string.Join(", ", other.Shape)}], not [{string.Join(", ", tensor.Shape)}]";
            var (mine, its) = (Numbers(tensor), Numbers(other));
            if (!mine.Concat(its).All(double.IsFinite)) return $"'{name}' is not finite";
            var (largest, difference) = (its.Max(Math.Abs), mine.Zip(its, (x, y) => Math.Abs(x - y)).Max());
            if (!(largest > 0)) return $"'{name}' is zero everywhere: nothing was compared";
            if (!(difference <= Tolerance * largest))
                return string.Create(CultureInfo.InvariantCulture, $"'{name}' differs by {difference / largest:0.0e+0} of its largest number, more than {Tolerance:0e+0}");
        }
        return null;
    }

    private static double[] Numbers(StoredTensor tensor) => tensor.Type switch
    {
        ElementType.F64 => tensor.ToArray<double>(),
        ElementType.F32 => [.. tensor.ToArray<float>().Select(number => (double)number)],
        _ => throw new ArgumentException($"Results are F32 or F64, not {tensor.Type}.", nameof(tensor)),
    };
}
