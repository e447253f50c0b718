using Engram.Numerics.Kernels;
using Engram.Numerics.Serialization;
using Engram.Numerics.Tensors;

namespace Engram.Benchmarks.Workloads;

/// <summary>What W4 runs: the weights of the optimizer, what it sees, and the state it is in. In columns, as our one operation wants it, and in rows, as everybody else does.</summary>
internal sealed class LearnedOptimizer
{
    public const int Coordinates = 7771;
    public const int FeatureCount = 2;
    public const int Units = 20;
    public const int Steps = 20;

    /// <summary>The network, with its parameters in the order of <see cref="LstmStackShape"/>.</summary>
    public static readonly LstmStackShape Stack = new(FeatureCount, Units, 2);

    /// <summary>The parameters one by one.</summary>
    public static readonly Shape[] Shapes =
        [new(4 * Units), new(FeatureCount, 4 * Units), new(Units, 4 * Units), new(4 * Units), new(Units, 4 * Units), new(Units, 4 * Units), new(1), new(Units, 1)];

    public static readonly Shape StateShape = new(4, Units, Coordinates);

    private static readonly string[] Names = ["b0", "w0", "u0", "b1", "w1", "u1", "out bias", "out"];
    private static readonly string[] States = ["h0", "c0", "h1", "c1"];

    private readonly float[] _features = Drawn.Normal("features", Steps * FeatureCount * Coordinates);
    private readonly float[][] _stateRows;

    public LearnedOptimizer()
    {
        State = [.. States.SelectMany(name => Drawn.Normal(name, Units * Coordinates, 0.3))];
        _stateRows = [.. States.Select((_, index) => Turned(State.AsSpan(index * Units * Coordinates, Units * Coordinates), Units))];
    }

    public float[] Parameters { get; } = [.. Shapes.SelectMany((shape, index) => Drawn.Normal(Names[index], shape.Count, 0.2))];

    /// <summary>∂loss/∂update of each step: what comes back through the optimizee, whose gradients count as constants.</summary>
    public float[] LaterGradients { get; } = Drawn.Normal("later gradients", Steps * Coordinates, 0.01);

    /// <summary>h and c of each layer, [4, units, coordinates].</summary>
    public float[] State { get; }

    public static Shape FeatureShape(int steps) => new(steps, FeatureCount, Coordinates);

    /// <summary>What some steps see, [steps, features, coordinates].</summary>
    public ReadOnlySpan<float> Features(int first, int steps) => _features.AsSpan(first * FeatureCount * Coordinates, steps * FeatureCount * Coordinates);

    /// <summary>What all steps see, [steps, coordinates, features].</summary>
    public float[] FeatureRows() => [.. Enumerable.Range(0, Steps).SelectMany(step => Turned(Features(step, 1), FeatureCount))];

    /// <summary>h or c of a layer, [coordinates, units].</summary>
    public float[] StateRows(int index) => _stateRows[index];

    /// <summary>What the peers are given, in rows.</summary>
    public SafeTensorsFile Inputs()
    {
        var file = Named(Parameters).Add<float>("x", FeatureRows(), [Steps, Coordinates, FeatureCount]).Add<float>("v", LaterGradients, [Steps, Coordinates, 1]);
        AddState(file, State);
        return file.Build();
    }

    /// <summary>Adds a state in rows.</summary>
    public static void AddState(SafeTensorsBuilder file, float[] state)
    {
        foreach (var (index, name) in States.Index())
            file.Add<float>(name, Turned(state.AsSpan(index * Units * Coordinates, Units * Coordinates), Units), [Coordinates, Units]);
    }

    /// <summary>Parameters, or their gradient, by name.</summary>
    public static SafeTensorsBuilder Named(float[] flat)
    {
        var (file, from) = (new SafeTensorsBuilder(), 0);
        for (var index = 0; index < Shapes.Length; from += Shapes[index++].Count)
        {
            var shape = Shapes[index];
            file.Add<float>(Names[index], flat.AsSpan(from, shape.Count), shape.Rank == 1 ? [shape[0]] : [shape[0], shape[1]]);
        }
        return file;
    }

    // [rows, coordinates] to [coordinates, rows].
    private static float[] Turned(ReadOnlySpan<float> columns, int rows)
    {
        var turned = new float[columns.Length];
        for (var row = 0; row < rows; row++)
            for (var coordinate = 0; coordinate < Coordinates; coordinate++) turned[(coordinate * rows) + row] = columns[(row * Coordinates) + coordinate];
        return turned;
    }
}
