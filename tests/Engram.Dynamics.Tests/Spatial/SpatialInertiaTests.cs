using Engram.Dynamics.Spatial;

namespace Engram.Dynamics.Tests.Spatial;

public sealed class SpatialInertiaTests
{
    private static readonly Pose Somewhere = new(Rotation3d.About(new(0.6, 0, 0.8), 0.7), new(0.3, -0.2, 0.5));

    // Oracle: a body is a cloud of points; mass, first moment and inertia are sums over them, about any origin.
    private static readonly (double Mass, Vector3d At)[] Cloud =
        [(0.5, new(0.1, 0.2, -0.1)), (1.5, new(-0.2, 0.3, 0.4)), (0.7, new(0, -0.5, 0.2)), (0.3, new(0.6, 0.1, 0.1))];

    [Fact]
    public void Moves_with_its_frame_as_the_points_it_is_made_of()
    {
        var moved = Sum(Cloud).In(Somewhere);
        var expected = Sum([.. Cloud.Select(point => (point.Mass, Somewhere.Transform(point.At)))]);
        AssertClose(expected, moved);
    }

    [Fact]
    public void Data_sheet_numbers_about_the_centre_of_mass_come_back()
    {
        var body = Sum(Cloud);
        AssertClose(body, SpatialInertia.FromCenterOfMass(body.Mass, body.CenterOfMass, body.InertiaAtCenterOfMass));
    }

    [Fact]
    public void Half_a_body_and_half_a_body_are_the_body() => AssertClose(Sum(Cloud), 0.5 * Sum(Cloud) + 0.5 * Sum(Cloud));

    [Fact]
    public void Nothing_has_no_centre_of_mass_to_divide_by() => Assert.Equal(Vector3d.Zero, default(SpatialInertia).CenterOfMass);

    // Oracle: Newton's law for each point, a + ω̇ × r + ω × (ω × r).
    [Fact]
    public void Wrench_is_the_sum_of_the_forces_on_the_points()
    {
        Vector3d w = new(1, -2, 0.5), dw = new(-3, 0.2, 1), a = new(0.1, 9, -2), force = default, moment = default;
        foreach (var (mass, at) in Cloud)
        {
            var one = mass * (a + dw.Cross(at) + w.Cross(w.Cross(at)));
            (force, moment) = (force + one, moment + at.Cross(one));
        }

        var wrench = Sum(Cloud).WrenchFor(w, dw, a);
        Assert.Equal(0, (wrench.Force - force).Length, 1e-13);
        Assert.Equal(0, (wrench.Moment - moment).Length, 1e-13);
    }

    [Theory, InlineData(-1), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void What_is_no_mass_is_refused(double mass) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SpatialInertia.FromCenterOfMass(mass, default, default));

    private static SpatialInertia Sum((double Mass, Vector3d At)[] points)
    {
        SpatialInertia sum = default;
        foreach (var (m, r) in points)
        {
            sum += new SpatialInertia(m, m * r, new(
                m * (r.Y * r.Y + r.Z * r.Z), m * (r.X * r.X + r.Z * r.Z), m * (r.X * r.X + r.Y * r.Y),
                -m * r.X * r.Y, -m * r.X * r.Z, -m * r.Y * r.Z));
        }

        return sum;
    }

    private static void AssertClose(SpatialInertia expected, SpatialInertia actual)
    {
        Assert.Equal(expected.Mass, actual.Mass, 1e-15);
        Assert.Equal(0, (expected.FirstMoment - actual.FirstMoment).Length, 1e-15);
        foreach (var axis in new[] { Vector3d.UnitX, Vector3d.UnitY, Vector3d.UnitZ })
        {
            Assert.Equal(0, (expected.InertiaAtOrigin * axis - actual.InertiaAtOrigin * axis).Length, 1e-14);
        }
    }
}
