using Engram.Numerics.Kernels;

namespace Engram.Numerics.Tests.Kernels;

public sealed class InterpolationTests
{
    [Fact]
    public void The_polynomial_is_the_function_between_its_places_too()
    {
        var powers = Interpolation.Powers(Math.Exp, -1.5, 0);
        for (var x = -1.5; x <= 0; x += 0.01)
        {
            var value = 0.0;
            for (var power = powers.Length - 1; power >= 0; power--)
            {
                value = (value * x) + powers[power];
            }

            Assert.Equal(Math.Exp(x), value, 1e-7);
        }
    }
}
