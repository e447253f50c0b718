using Engram.Benchmarks.Running;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Tests.Running;

public sealed class AgreementTests
{
    [Fact]
    public void Rounding_is_no_difference() => Assert.Null(Agreement.Difference(Of("y", 1, -100), Of("y", 1.005f, -100)));

    [Fact]
    public void A_difference_names_the_tensor_and_its_size() =>
        Assert.Equal("'y' differs by 2.0e-4 of its largest number, more than 1e-4", Agreement.Difference(Of("y", 1, -100), Of("y", 1.02f, -100)));

    [Fact]
    public void Not_a_number_agrees_with_nothing() => Assert.Equal("'y' is not finite", Agreement.Difference(Of("y", float.NaN, 1), Of("y", float.NaN, 1)));

    [Fact]
    public void Zeros_prove_nothing() => Assert.Equal("'y' is zero everywhere: nothing was compared", Agreement.Difference(Of("y", 0, 0), Of("y", 0, 0)));

    [Fact]
    public void Another_name_or_shape_is_a_difference()
    {
        Assert.Equal("'y' is missing", Agreement.Difference(Of("y", 1), Of("z", 1)));
        Assert.Equal("'y' has the shape [2], not [1]", Agreement.Difference(Of("y", 1), Of("y", 1, 1)));
    }

    private static SafeTensorsFile Of(string name, params float[] numbers) => new SafeTensorsBuilder().Add<float>(name, numbers).Build();
}
