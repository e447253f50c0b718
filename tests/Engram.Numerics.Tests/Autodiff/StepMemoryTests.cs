using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>A step that does the same work as the one before allocates nothing.</summary>
public sealed class StepMemoryTests
{
    // Once, for the run-time itself, which may allocate on this thread when it compiles a method anew; far below a byte for each step.
    private const long Slack = 4096;

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
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 10_000; step++)
        {
            Step(tape, weights, inputs);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Slack);
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
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 1_000_000; step++)
        {
            Step();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Slack);
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
