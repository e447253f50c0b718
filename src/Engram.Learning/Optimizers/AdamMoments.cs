using Engram.Numerics.Serialization;

namespace Engram.Learning.Optimizers;

/// <summary>Exponentially decaying means of a gradient and of its square, per coordinate (Kingma and Ba, ICLR 2015, Algorithm 1).</summary>
internal sealed class AdamMoments(int dimension)
{
    public const double FirstDecay = 0.9;
    public const double SecondDecay = 0.999;
    public const double Epsilon = 1e-8;

    private readonly double[] _first = new double[dimension];
    private readonly double[] _second = new double[dimension];

    public ReadOnlySpan<double> First => _first;

    public ReadOnlySpan<double> Second => _second;

    /// <summary>β₁ᵗ, by repeated multiplication: a power function would be another machine's bits.</summary>
    public double FirstPower { get; private set; } = 1;

    /// <summary>β₂ᵗ.</summary>
    public double SecondPower { get; private set; } = 1;

    public void Update(ReadOnlySpan<double> gradient)
    {
        FirstPower *= FirstDecay;
        SecondPower *= SecondDecay;
        for (var index = 0; index < gradient.Length; index++)
        {
            var slope = gradient[index];
            _first[index] = (FirstDecay * _first[index]) + ((1 - FirstDecay) * slope);
            _second[index] = (SecondDecay * _second[index]) + ((1 - SecondDecay) * slope * slope);
        }
    }

    public void Reset()
    {
        _first.AsSpan().Clear();
        _second.AsSpan().Clear();
        (FirstPower, SecondPower) = (1, 1);
    }

    public void Save(SafeTensorsBuilder file) =>
        file.Add<double>("adam.first", _first).Add<double>("adam.second", _second).Add<double>("adam.powers", [FirstPower, SecondPower]);

    public void Load(SafeTensorsFile file)
    {
        file["adam.first"].CopyTo<double>(_first);
        file["adam.second"].CopyTo<double>(_second);
        var powers = file["adam.powers"].ToArray<double>();
        (FirstPower, SecondPower) = (powers[0], powers[1]);
    }
}
