namespace Engram.Web.Tests.Charts;

/// <summary>How colours look, and to whom.</summary>
internal static class Sight
{
    // Linear RGB as a dichromat sees it: Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009.
    private static readonly Dictionary<string, double[]> Matrices = new()
    {
        ["normal sight"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    public static IEnumerable<string> Kinds => Matrices.Keys;

    /// <summary>WCAG 2 contrast ratio, 1 to 21.</summary>
    public static double Contrast(string a, string b)
    {
        var (lighter, darker) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (lighter + 0.05) / (darker + 0.05);
    }

    /// <summary>Euclidean distance in OKLab (Ottosson 2020).</summary>
    public static double Distance(string a, string b, string kind) =>
        Math.Sqrt(Lab(a, kind).Zip(Lab(b, kind), (x, y) => (x - y) * (x - y)).Sum());

    private static double Luminance(string hex) => Linear(hex) is [var r, var g, var b] ? (0.2126 * r) + (0.7152 * g) + (0.0722 * b) : throw new ArgumentException(hex);

    private static double[] Lab(string hex, string kind)
    {
        var seen = Times(Matrices[kind], Linear(hex)).Select(channel => Math.Clamp(channel, 0, 1)).ToArray();
        double[] cones = [.. Times([0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005], seen).Select(Math.Cbrt)];
        return Times([0.2104542553, 0.7936177850, -0.0040720468, 1.9779984951, -2.4285922050, 0.4505937099, 0.0259040371, 0.7827717662, -0.8086757660], cones);
    }

    private static double[] Linear(string hex) => [.. new[] { 1, 3, 5 }.Select(at => Convert.ToInt32(hex.Substring(at, 2), 16) / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];

    private static double[] Times(double[] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => (matrix[3 * row] * vector[0]) + (matrix[(3 * row) + 1] * vector[1]) + (matrix[(3 * row) + 2] * vector[2]))];
}
