using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>What a block of coordinates did in all steps, as the backward pass of <see cref="LstmStack{T}"/> wants it.</summary>
/// <remarks>Turned matrices are [coordinates, rows], one step behind the other, so that a product over steps and coordinates is one chain.</remarks>
internal readonly ref struct LstmRecord<T>(LstmStackShape shape, int steps, int coordinates, Span<T> room)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Span<T> _room = room;

    private readonly int Hidden => shape.Units * coordinates;

    /// <summary>What a layer, or behind the last the output, saw, turned: [coordinates, seen].</summary>
    public Span<T> Seen(int layer, int step) => Seen(layer).Slice(step * SeenOf(layer) * coordinates, SeenOf(layer) * coordinates);

    /// <summary>The same of all steps.</summary>
    public Span<T> Seen(int layer) => _room.Slice(SeenAt(layer) * steps * coordinates, SeenOf(layer) * steps * coordinates);

    /// <summary>Activations of the gates of a layer, [4 units, coordinates]; later their gradients, turned.</summary>
    public Span<T> Gates(int layer, int step) => Gates(layer).Slice(step * LstmStackShape.Gates * Hidden, LstmStackShape.Gates * Hidden);

    /// <summary>The same of all steps.</summary>
    public Span<T> Gates(int layer) => Kept(layer)[..(LstmStackShape.Gates * Hidden * steps)];

    /// <summary>The cell before the step, [units, coordinates].</summary>
    public Span<T> Cell(int layer, int step) => Kept(layer).Slice(((LstmStackShape.Gates * steps) + step) * Hidden, Hidden);

    /// <summary>tanh of the cell after the step, [units, coordinates].</summary>
    public Span<T> Tangent(int layer, int step) => Kept(layer).Slice((((LstmStackShape.Gates + 1) * steps) + step) * Hidden, Hidden);

    /// <summary>∂L/∂outputs of all steps, [steps, coordinates].</summary>
    public Span<T> OutputGradient() => _room[^(steps * coordinates)..];

    /// <summary>∂L/∂outputs of one step.</summary>
    public Span<T> OutputGradient(int step) => OutputGradient().Slice(step * coordinates, coordinates);

    private Span<T> Kept(int layer)
    {
        const int Kinds = LstmStackShape.Gates + 2;
        return _room.Slice((SeenAt(shape.Layers + 1) * steps * coordinates) + (layer * Kinds * Hidden * steps), Kinds * Hidden * steps);
    }

    private int SeenOf(int layer) => layer < shape.Layers ? shape.Seen(layer) : 1 + shape.Units;

    private int SeenAt(int layer)
    {
        var row = 0;
        for (var before = 0; before < layer; before++)
        {
            row += SeenOf(before);
        }

        return row;
    }
}
