namespace Engram.Numerics.Kernels;

/// <summary>Polynomials through a function.</summary>
internal static class Interpolation
{
    // cos((2i + 1)π/16): no cosine of the C library in a recorded number.
    private static readonly double[] Nodes =
    [
        0.98078528040323043, 0.83146961230254524, 0.55557023301960218, 0.19509032201612825,
        -0.19509032201612825, -0.55557023301960218, -0.83146961230254524, -0.98078528040323043,
    ];

    /// <summary>The coefficients of 1, x, … x⁷ of the polynomial through the function at Chebyshev's eight places of an interval.</summary>
    public static float[] Powers(Func<double, double> function, double from, double to)
    {
        var places = Array.ConvertAll(Nodes, node => ((from + to) + ((to - from) * node)) / 2);
        var differences = Array.ConvertAll(places, place => function(place));
        for (var order = 1; order < places.Length; order++)
        {
            for (var i = places.Length - 1; i >= order; i--)
            {
                differences[i] = (differences[i] - differences[i - 1]) / (places[i] - places[i - order]);
            }
        }

        // Newton's form, multiplied out from the inside.
        var powers = new double[places.Length];
        for (var i = places.Length - 1; i >= 0; i--)
        {
            for (var power = powers.Length - 1; power > 0; power--)
            {
                powers[power] = powers[power - 1] - (places[i] * powers[power]);
            }

            powers[0] = differences[i] - (places[i] * powers[0]);
        }

        return Array.ConvertAll(powers, power => (float)power);
    }
}
