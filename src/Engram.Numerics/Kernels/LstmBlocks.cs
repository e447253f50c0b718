using System.Numerics;

namespace Engram.Numerics.Kernels;

/// <summary>Runs an <see cref="LstmStack{T}"/> forwards and backwards, a block of coordinates at a time.</summary>
/// <remarks>
/// Coordinates lie in lanes: everything is [features, coordinates of a block]. Blocks are small, so that what a block records of all its steps stays in
/// the second-level cache, and the backward pass computes the steps of a block anew rather than fetch them from memory.
/// Specified to the bit: each output is made of chains (bias, then inputs, then hidden state) that no block or width can change; a weight's gradient is
/// one chain over the steps and, inside a step, the coordinates of a block, and blocks are added in their order.
/// A block reads its state before it writes the next, so that one may lie where the other does.
/// </remarks>
internal readonly ref struct LstmBlocks<T>(LstmStack<T> stack, VectorWidth width)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ForwardBlock = 192; // shorter pieces of the rows of the state come more slowly, longer ones leave the nearest cache
    private const int BackwardBlock = 32; // twenty steps of two layers of twenty units take 0.8 MB

    private readonly LstmStack<T> _stack = stack;

    private LstmStackShape Shape => _stack.Shape;

    private int Coordinates => _stack.Coordinates;

    private int Steps => _stack.Steps;

    private int Layers => Shape.Layers;

    private int Units => Shape.Units;

    private int Gates => LstmStackShape.Gates * Units;

    // Forwards, what lies one below the other: the inputs, then for each layer its hidden state and its gates. The new hidden state takes the place of the
    // output gate, the last, so that the next layer sees it and its own as one matrix, and neither is copied.
    private int FlowRows => HiddenRow(Layers);

    // Backwards, rows that the layers and the output see, one below the other.
    private int SeenRows => SeenAt(Layers) + 1 + Units;

    /// <summary>How many numbers of room <see cref="Forward"/> needs.</summary>
    public int ForwardRoom => (FlowRows + (Layers * Units)) * ForwardBlock;

    /// <summary>How many numbers of room <see cref="Backward"/> needs.</summary>
    public int BackwardRoom => (BackwardBlock * (SeenRows + (Layers * Units) + RecordRows + (2 * Layers * Units) + Gates + (2 * Units))) + (SeenRows * Gates);

    private int RecordRows => Steps * (SeenRows + (Layers * (Gates + (2 * Units))) + 1);

    /// <summary>See <see cref="IKernels{T}.RunStack"/>.</summary>
    /// <param name="outputs">Receives what is read off, [steps, coordinates].</param>
    /// <param name="nextState">Receives the state after the last step.</param>
    /// <param name="room">At least <see cref="ForwardRoom"/>.</param>
    public void Forward(Span<T> outputs, Span<T> nextState, Span<T> room)
    {
        for (var from = 0; from < Coordinates; from += ForwardBlock)
        {
            var n = Math.Min(ForwardBlock, Coordinates - from);
            var free = room;
            var flow = Take(ref free, FlowRows * n);
            var cells = Take(ref free, Layers * Units * n);
            for (var layer = 0; layer < Layers; layer++)
            {
                Copy(_stack.State[HiddenAt(layer, from)..], flow[(HiddenRow(layer) * n)..], n);
            }

            for (var step = 0; step < Steps; step++)
            {
                ReadInputs(flow, step, from, n);
                for (var layer = 0; layer < Layers; layer++)
                {
                    Advance(flow, cells.Slice(layer * Units * n, Units * n), nextState, layer, step, from, n);
                }

                new MatrixProduct<T>
                {
                    A = _stack.Parameters[(Shape.Start(Layers) + 1)..], RowStride = 0, InnerStride = 1, RowInitial = _stack.Parameters.Slice(Shape.Start(Layers), 1),
                    B = flow[^(Units * n)..], C = outputs.Slice((step * Coordinates) + from, n), Rows = 1, Columns = n, Inner = Units,
                }.Compute(width);
            }
        }
    }

    // A step of a layer. The first reads the state, the last writes the next.
    private void Advance(Span<T> flow, Span<T> cell, Span<T> nextState, int layer, int step, int from, int n)
    {
        var (isFirst, isLast) = (step == 0, step == Steps - 1);
        var own = flow.Slice(HiddenRow(layer) * n, Units * n);
        var gates = flow.Slice((HiddenRow(layer) + Units) * n, Gates * n);
        var seen = Shape.Seen(layer) - 1;
        SumGates(flow.Slice((HiddenRow(layer) + Units - seen) * n, seen * n), layer, gates, n);
        new LstmStep<T>
        {
            Units = Units, Coordinates = n, Gates = gates,
            Cell = isFirst ? _stack.State[CellAt(layer, from)..] : cell, CellStride = isFirst ? Coordinates : n,
            NextCell = isLast ? nextState[CellAt(layer, from)..] : cell, NextCellStride = isLast ? Coordinates : n,
            Hidden = isLast ? nextState[HiddenAt(layer, from)..] : own, HiddenStride = isLast ? Coordinates : n,
            Seen = gates[^(Units * n)..],
        }.Run(width);
    }

    /// <summary>See <see cref="IKernels{T}.RunStackBack"/>.</summary>
    /// <param name="outputGradients">∂L/∂outputs, [steps, coordinates].</param>
    /// <param name="gradient">Receives ∂L/∂parameters.</param>
    /// <param name="room">At least <see cref="BackwardRoom"/>.</param>
    public void Backward(ReadOnlySpan<T> outputGradients, Span<T> gradient, Span<T> room)
    {
        gradient.Clear();
        for (var from = 0; from < Coordinates; from += BackwardBlock)
        {
            var n = Math.Min(BackwardBlock, Coordinates - from);
            var free = room;
            var record = new LstmRecord<T>(Shape, Steps, n, Take(ref free, RecordRows * n));
            Again(record, outputGradients, from, n, free);
            BackThroughTime(record, n, free);
            AddGradients(record, gradient, n, free);
        }
    }

    // The forward pass of a block, recorded.
    private void Again(in LstmRecord<T> record, ReadOnlySpan<T> outputGradients, int from, int n, Span<T> free)
    {
        var seen = Take(ref free, SeenRows * n);
        var last = Take(ref free, Units * n);
        Begin(seen, from, n);
        for (var step = 0; step < Steps; step++)
        {
            ReadInputs(seen[n..], step, from, n);
            for (var layer = 0; layer < Layers; layer++)
            {
                var gates = record.Gates(layer, step);
                if (step == 0)
                {
                    Copy(_stack.State[CellAt(layer, from)..], record.Cell(layer, 0), n);
                }

                Transposition.Turn(SeenBy(seen, layer, n), record.Seen(layer, step), Shape.Seen(layer), n, n);
                SumGates(SeenBy(seen, layer, n)[n..], layer, gates, n);
                new LstmStep<T>
                {
                    Units = Units, Coordinates = n, Gates = gates, Cell = record.Cell(layer, step), CellStride = n,
                    NextCell = step + 1 < Steps ? record.Cell(layer, step + 1) : last, NextCellStride = n,
                    Tangent = record.Tangent(layer, step), Hidden = Own(seen, layer, n), HiddenStride = n, Seen = Above(seen, layer, n),
                }.Run(width);
            }

            Transposition.Turn(seen[(SeenAt(Layers) * n)..], record.Seen(Layers, step), 1 + Units, n, n);
            outputGradients.Slice((step * Coordinates) + from, n).CopyTo(record.OutputGradient(step));
        }
    }

    // From the last step to the first. The gradients of the gates take the place of the gates, turned.
    private void BackThroughTime(in LstmRecord<T> record, int n, Span<T> free)
    {
        var hidden = Take(ref free, Layers * Units * n);
        var cell = Take(ref free, Layers * Units * n);
        var gateGradient = Take(ref free, Gates * n);
        var below = Take(ref free, 2 * Units * n);
        hidden.Clear();
        cell.Clear();
        for (var step = Steps - 1; step >= 0; step--)
        {
            var top = hidden[((Layers - 1) * Units * n)..];
            Multiply(_stack.Parameters[(Shape.Start(Layers) + 1)..], 1, 1, record.OutputGradient(step), below[..(Units * n)], Units, n, 1);
            Add(top, below);
            for (var layer = Layers - 1; layer >= 0; layer--)
            {
                var own = hidden.Slice(layer * Units * n, Units * n);
                var mine = cell.Slice(layer * Units * n, Units * n);
                var rows = new LstmRows<T>
                {
                    Rows = 1, Units = Units * n, Activations = record.Gates(layer, step), Cell = record.Cell(layer, step), Hidden = record.Tangent(layer, step),
                    HiddenGradient = own, CellGradient = mine, NextCellGradient = mine, GateGradient = gateGradient,
                };
                rows.Run(LstmPart.StepBack, width);
                Transposition.Turn(gateGradient, record.Gates(layer, step), Gates, n, n);

                // The rows of the weights for the bias and for inputs from outside need no gradient.
                var (first, count) = layer == 0 ? (1 + Shape.Inputs, Units) : (1, 2 * Units);
                Multiply(_stack.Parameters[(Shape.Start(layer) + (first * Gates))..], Gates, 1, gateGradient, below[..(count * n)], count, n, Gates);
                below.Slice((count - Units) * n, Units * n).CopyTo(own);
                if (layer > 0)
                {
                    var under = hidden.Slice((layer - 1) * Units * n, Units * n);
                    Add(under, below);
                }
            }
        }
    }

    private void AddGradients(in LstmRecord<T> record, Span<T> gradient, int n, Span<T> free)
    {
        for (var layer = 0; layer <= Layers; layer++)
        {
            var (seen, gates) = layer < Layers ? (Shape.Seen(layer), Gates) : (1 + Units, 1);
            var mine = gradient.Slice(Shape.Start(layer), seen * gates);
            var block = free[..mine.Length];
            if (layer < Layers)
            {
                Multiply(record.Seen(layer), 1, seen, record.Gates(layer), block, seen, gates, Steps * n);
            }
            else
            {
                Multiply(record.OutputGradient(), 0, 1, record.Seen(layer), block, 1, seen, Steps * n); // as a row, which fills lanes
            }

            Add(mine, block);
        }
    }

    private void Begin(Span<T> seen, int from, int n)
    {
        for (var layer = 0; layer <= Layers; layer++)
        {
            seen.Slice(SeenAt(layer) * n, n).Fill(T.One);
            if (layer < Layers)
            {
                Copy(_stack.State[HiddenAt(layer, from)..], Own(seen, layer, n), n);
            }
        }
    }

    private void Copy(ReadOnlySpan<T> rows, Span<T> target, int n)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            rows.Slice(unit * Coordinates, n).CopyTo(target[(unit * n)..]);
        }
    }

    private int HiddenRow(int layer) => Shape.Inputs + (layer * (Units + Gates));

    // Where the rows of a block lie in the state.
    private int HiddenAt(int layer, int from) => (2 * layer * Units * Coordinates) + from;

    private int CellAt(int layer, int from) => (((2 * layer) + 1) * Units * Coordinates) + from;

    private void ReadInputs(Span<T> rows, int step, int from, int n)
    {
        for (var input = 0; input < Shape.Inputs; input++)
        {
            _stack.Inputs.Slice((((step * Shape.Inputs) + input) * Coordinates) + from, n).CopyTo(rows[(input * n)..]);
        }
    }

    // The bias is where the sums begin; what a layer sees for it, ones, is for its gradient.
    private void SumGates(Span<T> seen, int layer, Span<T> gates, int n)
    {
        var parameters = _stack.Parameters[Shape.Start(layer)..];
        new MatrixProduct<T>
        {
            A = parameters[Gates..], RowStride = 1, InnerStride = Gates, RowInitial = parameters[..Gates], B = seen, C = gates,
            Rows = Gates, Columns = n, Inner = Shape.Seen(layer) - 1,
        }.Compute(width);
    }

    private int SeenAt(int layer)
    {
        var row = 0;
        for (var before = 0; before < layer; before++)
        {
            row += Shape.Seen(before);
        }

        return row;
    }

    private Span<T> SeenBy(Span<T> seen, int layer, int n) => seen.Slice(SeenAt(layer) * n, Shape.Seen(layer) * n);

    // Its own hidden state, the last that a layer sees.
    private Span<T> Own(Span<T> seen, int layer, int n) => seen.Slice((SeenAt(layer + 1) - Units) * n, Units * n);

    // Where the next layer, or the output, sees the hidden state: behind its one.
    private Span<T> Above(Span<T> seen, int layer, int n) => seen.Slice((SeenAt(layer + 1) + 1) * n, Units * n);

    private void Multiply(ReadOnlySpan<T> a, int rowStride, int innerStride, ReadOnlySpan<T> b, Span<T> c, int rows, int columns, int inner) =>
        new MatrixProduct<T>
        {
            A = a, RowStride = rowStride, InnerStride = innerStride, B = b[..(inner * columns)], C = c, Rows = rows, Columns = columns, Inner = inner,
        }.Compute(width);

    private void Add(Span<T> sum, ReadOnlySpan<T> more) => Pointwise.Combine<T, Sum<T>>(sum, 1, more[..sum.Length], 1, sum, width);

    private static Span<T> Take(ref Span<T> free, int count)
    {
        var taken = free[..count];
        free = free[count..];
        return taken;
    }
}
