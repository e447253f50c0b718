using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>A step that does the same work as the one before allocates nothing.</summary>
public sealed class StepMemoryTests
{
    private const int Rounds = 10;

    [Fact]
    public void After_the_first_steps_nothing_is_allocated_and_the_memory_stays_the_same()
    {
        var tape = new Tape<float>();
        var (weights, inputs) = (new float[21 * 10], new float[5 * 21]);
        weights.AsSpan().Fill(0.1f);
        inputs.AsSpan().Fill(0.5f);
        for (var step = 0; step < 50; step++)
        {
            Step(tape, weights, inputs); // the first ones compile and grow
        }

        var bytes = tape.Bytes;
        var count = tape.Count;
        NothingIsAllocated(1_000, () => Step(tape, weights, inputs));
        Assert.Equal((bytes, count), (tape.Bytes, tape.Count));
    }

    [Fact, Trait("Pace", "Slow")]
    public void A_million_steps_neither_allocate_nor_grow()
    {
        var tape = new Tape<float>();
        float[] parameters = [0.3f, -0.2f, 0.1f];
        Shape[] shapes = [new(2, 1), new(1)];
        float[] inputs = [1, 2, 3, 4];
        void Step()
        {
            tape.Clear();
            var p = tape.Variables(parameters, shapes);
            var y = tape.Constant(inputs, new Shape(2, 2)).Linear(p[0], p[1], Activation.Tanh);
            Gradient.CopyTo(Gradient.Of(y.Square().Mean(), p), parameters);
        }

        for (var step = 0; step < 100; step++)
        {
            Step();
        }

        var bytes = tape.Bytes;
        NothingIsAllocated(100_000, Step);
        Assert.Equal(bytes, tape.Bytes);
    }

    [Fact]
    public void Memory_follows_the_largest_step()
    {
        var tape = new Tape<double>();
        var numbers = new double[10_000];
        foreach (var rounds in new[] { 1, 40, 40, 2 })
        {
            tape.Clear();
            var x = tape.Variable(numbers, new Shape(10_000));
            for (var round = 0; round < rounds; round++)
            {
                x = x.Square();
            }
        }

        Assert.InRange(tape.Bytes, 41 * 10_000 * sizeof(double), 42 * 10_000 * sizeof(double));
    }

    // Not a byte in most of the rounds. In some the run-time itself may allocate on this thread, when it compiles a method anew: less than a byte for
    // each step, all in all.
    private static void NothingIsAllocated(int steps, Action step)
    {
        var bytes = new long[Rounds];
        foreach (ref var round in bytes.AsSpan())
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var taken = 0; taken < steps; taken++)
            {
                step();
            }

            round = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(bytes.Count(round => round == 0) > Rounds / 2, $"Bytes in rounds of {steps} steps: {string.Join(", ", bytes)}");
        Assert.InRange(bytes.Sum(), 0, Rounds * steps);
    }

    // A gradient step that differentiates through a gradient step.
    private static void Step(Tape<float> tape, float[] weights, float[] inputs)
    {
        tape.Clear();
        var w = tape.Variable(weights, new Shape(21, 10));
        var x = tape.Constant(inputs, new Shape(5, 21));
        var inner = x.MatMul(w).Square().Mean();
        var adapted = w - (Gradient.Of(inner, [w], createGraph: true)[0] * 0.01f);
        var outer = (x.MatMul(adapted).Transpose().Max(0) - 1).Square().Sum();
        Gradient.Of(outer, [w])[0].CopyTo(weights);
    }
}
