using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Kernels;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;
using Engram.Numerics.Tests.Autodiff;

namespace Engram.Numerics.Tests.Capture;

public sealed class CapturedStepTests
{
    private const int Points = 10;
    private static readonly Shape[] Shapes = [new(1, 40), new(40), new(40, 40), new(40), new(40, 1), new(1)];
    private static readonly Shape Column = new(Points, 1);

    [Theory, InlineData(false), InlineData(true)]
    public void A_meta_gradient_has_the_bits_of_the_tape_on_every_task(bool secondOrder)
    {
        var parameters = Normal("parameters", 1761);
        var (points, sum, expected) = (Enumerable.Range(0, 4).Select(_ => new float[Points]).ToArray(), new float[1761], new float[1761]);
        var step = new CapturedStep<float>(tape => AddTask(tape, tape.BorrowedVariables(parameters, Shapes), points, secondOrder, sum));
        var plain = new Tape<float>();
        for (var task = 0; task < 5; task++)
        {
            for (var part = 0; part < 4; part++)
            {
                Normal($"task {task} part {part}", Points).CopyTo(points[part], 0);
            }

            step.Run();
            plain.Clear();
            AddTask(plain, plain.Variables(parameters, Shapes), points, secondOrder, expected);
            Assert.Equal(Bits(expected), Bits(sum));
            parameters[task] += 0.1f; // read where they lie
        }
    }

    [Fact]
    public void Its_code_runs_once_and_its_tensors_hold_what_the_last_run_computed()
    {
        var (x, codeRuns, loss) = (new float[] { 1, 2 }, 0, default(Tensor<float>));
        var step = new CapturedStep<float>(tape =>
        {
            codeRuns++;
            loss = tape.Borrowed(x, new Shape(2)).Square().Sum();
        });
        Assert.Equal(0, step.Calls);
        step.Run();
        Assert.Equal(5, loss.Item());
        Assert.Equal(2, step.Calls);
        x[0] = 3;
        step.Run();
        Assert.Equal((13f, 1), (loss.Item(), codeRuns));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var (x, gradient) = (Normal("x", 1761), new float[1761]);
        var step = new CapturedStep<float>(tape =>
        {
            var p = tape.BorrowedVariables(x, Shapes);
            Gradient.Into(Loss(tape, p, new float[Points], new float[Points]), p, gradient);
        });
        step.Run();
        step.Run();
        var allocated = Enumerable.Range(0, 8).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            step.Run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Numbers_that_the_code_says_stay_what_they_were()
    {
        var (x, factor, y) = (new float[] { 1, 2 }, 10f, new float[2]);
        var step = new CapturedStep<float>(tape => Gradient.CopyTo([(tape.Borrowed(x, new Shape(2)) * factor) + tape.Constant(factor)], y));
        step.Run();
        factor = 100;
        x[1] = 3;
        step.Run();
        Assert.Equal([20, 40], y);
    }

    [Fact]
    public void Whatever_kernels_it_is_given_run_it()
    {
        var kernels = new CountingKernels();
        var (x, y) = (new float[] { 1, 2 }, new float[2]);
        var step = new CapturedStep<float>(tape => Gradient.CopyTo([tape.Borrowed(x, new Shape(2)).Square()], y), kernels);
        step.Run();
        Assert.Equal(3, kernels.Maps); // and twice more, to see that nothing is missed
        step.Run();
        Assert.Equal(4, kernels.Maps);
    }

    public static TheoryData<string> Unrepeatable =>
        ["item", "copy to", "to array", "constant", "constant of one", "variable", "one variable", "variables", "own operation", "take", "finds NaN", "clears", "not lent", "memory that is no array", "own hands", "another tape", "a captured step", "itself", "a cell", "weights of another tape"];

    [Theory, MemberData(nameof(Unrepeatable))]
    public void What_later_runs_would_not_do_again_is_refused_and_changes_nothing(string what)
    {
        var (x, sum, foreign) = (new float[] { 1, 2 }, new float[] { 7, 7 }, new float[2]);
        using var elsewhere = new Elsewhere(2);
        var memory = elsewhere.Memory;
        var other = new CapturedStep<double>(tape => tape.Constant(1).Exp());
        other.Run();
        CapturedStep<float>? step = null;
        step = new CapturedStep<float>(tape =>
        {
            var lent = tape.BorrowedVariables(x, [new Shape(2)])[0];
            Gradient.AddTo([lent], sum);
            _ = what switch
            {
                "item" => lent * lent.Sum().Item(),
                "copy to" => Do(lent, () => lent.CopyTo(foreign)),
                "to array" => Do(lent, () => lent.ToArray()),
                "constant" => tape.Constant(foreign, new Shape(2)),
                "constant of one" => tape.Constant([1], new Shape(1)),
                "variable" => tape.Variable(foreign, new Shape(2)),
                "one variable" => tape.Variable([1], new Shape(1)),
                "variables" => tape.Variables(foreign, [new Shape(2)])[0],
                "own operation" => lent.Softplus(),
                "take" => lent.Take([1], new Shape(1)),
                "finds NaN" => Do(lent, () => tape.FindsNaN = true),
                "clears" => Do(lent, tape.Clear),
                "another tape" => Do(lent, () => new Tape<float>(tape.Kernels).Constant(1)),
                "a captured step" => Do(lent, other.Run),
                "itself" => Do(lent, () => step!.Run()),
                "a cell" => Cell(lent),
                "weights of another tape" => Do(lent, () => Gradient.Of(lent.Sum(), new Tape<float>().Constant(1), [lent])),
                "not lent" => Do(lent, () => tape.Kernels.Combine(Binary.Add, foreign, 1, foreign, 1, foreign)),
                "memory that is no array" => Do(lent, () => Gradient.AddTo<float>([lent], memory)),
                _ => Do(lent, () => sum[0] += 1),
            };
        });
        var error = Assert.ThrowsAny<SystemException>(step.Run);
        Assert.Matches("(Borrowed|on a tape|of your own|after a run|lives as long|is captured|outer one|of the output)", error.Message);
        Assert.Equal([7, 7], sum);
        Assert.Equal(0, step.Calls);
    }

    [Fact]
    public void After_a_failure_the_code_runs_again()
    {
        var (x, sum, width) = (new float[] { 1, 2, 3 }, new float[] { 7, 7, 7 }, 2);
        var step = new CapturedStep<float>(tape =>
        {
            var lent = tape.BorrowedVariables(x, [new Shape(3)])[0];
            Gradient.AddTo([lent], sum);
            _ = lent.Reshape(new Shape(width, 1));
        });
        Assert.Throws<ShapeException>(step.Run);
        Assert.Equal([7, 7, 7], sum);
        width = 3;
        step.Run();
        step.Run();
        Assert.Equal([9, 11, 13], sum);
    }

    [Fact]
    public void Code_that_computes_nothing_on_its_tape_is_no_step()
    {
        var elsewhere = new Tape<float>();
        var step = new CapturedStep<float>(_ => elsewhere.Constant(1f).Exp());
        Assert.Contains("computes nothing", Assert.Throws<NotSupportedException>(step.Run).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new CapturedStep<float>(null!));
    }

    [Fact]
    public void Steps_on_several_threads_may_share_an_array_in_parts()
    {
        const int Part = 3000;
        var (buffer, x) = (new float[4 * Part], Normal("x", Part));
        for (var round = 0; round < 5; round++)
        {
            Array.Clear(buffer);
            Parallel.For(0, 4, part => new CapturedStep<float>(tape =>
            {
                var p = tape.BorrowedVariables(x, [new Shape(Part)]);
                Gradient.Into((p[0] * (part + 1)).Square().Sum(), p, buffer.AsMemory(part * Part, Part));
            }).Run());
            for (var index = 0; index < buffer.Length; index++)
            {
                var factor = (index / Part) + 1;
                Assert.Equal(2 * (x[index % Part] * factor) * factor, buffer[index], 1e-4f * factor * factor);
            }
        }
    }

    [Fact]
    public void Kernels_that_fail_when_the_step_is_tried_again_leave_everything_as_it_was()
    {
        var kernels = new CountingKernels { Most = 1 };
        var (x, y) = (new float[] { 1, 2 }, new float[] { 7, 7 });
        var step = new CapturedStep<float>(tape => Gradient.AddTo([tape.Borrowed(x, new Shape(2)).Square()], y), kernels);
        Assert.Throws<TimeoutException>(step.Run);
        Assert.Equal([7, 7], y);
        kernels.Most = int.MaxValue;
        step.Run();
        Assert.Equal([8, 11], y);
    }

    [Fact]
    public void While_it_is_captured_a_tensor_shows_no_numbers()
    {
        var (x, shown) = (new float[] { 1, 2 }, "");
        var step = new CapturedStep<float>(tape => shown = $"{tape.Borrowed(x, new Shape(2)).Square()}");
        step.Run();
        Assert.Equal("Square [2]", shown);
    }

    [Theory, InlineData(3), InlineData(int.MaxValue)]
    public void A_product_that_is_too_short_is_refused_as_it_is_elsewhere(int stride)
    {
        var x = new float[4];
        var step = new CapturedStep<float>(tape =>
        {
            _ = tape.Borrowed(x, new Shape(4)).Square();
            tape.Kernels.Multiply(new MatrixProduct<float> { A = x, RowStride = stride, InnerStride = 1, B = x, C = x, Rows = 2, Columns = 1, Inner = 2 });
        });
        Assert.Contains("reaches beyond", Assert.Throws<ArgumentException>(step.Run).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_tape_takes_nothing_more()
    {
        var (x, tensor) = (new float[2], default(Tensor<float>));
        var step = new CapturedStep<float>(tape => tensor = tape.Borrowed(x, new Shape(2)).Square());
        step.Run();
        foreach (var more in (Action[])[
            () => tensor.Square(), () => tensor.Tape.Constant(1), () => tensor.Tape.Full(new Shape(2), 1), () => tensor.Tape.Borrowed(x, new Shape(2)),
            () => tensor.Tape.BorrowedVariables(x, [new Shape(2)]), () => Gradient.CopyTo<float>([tensor], x)])
        {
            Assert.Contains("tape of your own", Assert.Throws<InvalidOperationException>(more).Message, StringComparison.Ordinal);
        }

        Assert.Throws<NotSupportedException>(tensor.Tape.Clear);
        Assert.Throws<NotSupportedException>(() => tensor.Tape.Variables(x, [new Shape(2)]));
        Assert.Throws<NotSupportedException>(() => new Tape<float>(tensor.Tape.Kernels));
    }

    [Fact]
    public void Numbers_that_meet_many_are_repeated_and_gradients_that_meet_are_added_in_place()
    {
        var (x, row, gradient, expected) = (Normal("x", 12), Normal("row", 4), new float[4], new float[4]);
        void Compute(Tape<float> tape, float[] target)
        {
            var p = tape.BorrowedVariables(row, [new Shape(4)]);
            var y = tape.Borrowed(x, new Shape(3, 4)) * p[0];
            Gradient.Into((y + y.Exp() + p[0].Sin()).Mean() + p[0].Sum(), p, target);
        }

        var step = new CapturedStep<float>(tape => Compute(tape, gradient));
        for (var run = 0; run < 3; run++)
        {
            row[run] += 0.5f;
            x[run] -= 1;
            step.Run();
            Compute(new Tape<float>(), expected);
            Assert.Equal(Bits(expected), Bits(gradient));
        }
    }

    [Fact]
    public void A_layer_of_one_sample_has_its_gradients_in_every_run()
    {
        var (parameters, x, gradient, expected) = (Normal("parameters", 8), new float[3], new float[8], new float[8]);
        void Compute(Tape<float> tape, float[] target)
        {
            var p = tape.BorrowedVariables(parameters, [new Shape(3, 2), new Shape(2)]);
            Gradient.Into(tape.Borrowed(x, new Shape(1, 3)).Linear(p[0], p[1], Activation.Tanh).Square().Sum(), p, target);
        }

        var step = new CapturedStep<float>(tape => Compute(tape, gradient));
        for (var run = 0; run < 3; run++)
        {
            Normal($"x {run}", 3).CopyTo(x, 0);
            step.Run();
            Compute(new Tape<float>(), expected);
            Assert.Equal(Bits(expected), Bits(gradient));
        }
    }

    [Fact]
    public void Nothing_is_added_to_a_gradient_that_is_a_constant()
    {
        var (x, gradient) = (new float[] { 2 }, new float[1]);
        var step = new CapturedStep<float>(tape =>
        {
            var p = tape.BorrowedVariables(x, [Shape.Scalar]);
            Gradient.Into(Elementwise.Map("Tripled", Unary.Square, p[0], static (y, _) => y.Tape.Constant(3f)) + p[0].Square(), p, gradient);
        });
        for (var run = 0; run < 3; run++)
        {
            step.Run();
            Assert.Equal(7, gradient[0]);
        }
    }

    private static Tensor<float> Cell(Tensor<float> x)
    {
        var row = x.Reshape(new Shape(1, 2));
        return row.LstmCell(new LstmState<float>(row, row), row.Reshape(new Shape(2, 1)).BroadcastTo(new Shape(2, 8)), row.Reshape(new Shape(2, 1)).BroadcastTo(new Shape(2, 8)), x.Slice(0, 0, 1).BroadcastTo(new Shape(8))).Hidden;
    }

    private static Tensor<float> Do(Tensor<float> tensor, Action action)
    {
        action();
        return tensor;
    }

    private static void AddTask(Tape<float> tape, ReadOnlySpan<Tensor<float>> p, float[][] points, bool secondOrder, float[] sum)
    {
        var gradients = Gradient.Of(Loss(tape, p, points[0], points[1]), p, secondOrder);
        Gradient.AddTo(Gradient.Of(Loss(tape, p.AddScaled(gradients, -0.01f), points[2], points[3]), p), sum);
    }

    private static Tensor<float> Loss(Tape<float> tape, ReadOnlySpan<Tensor<float>> p, float[] x, float[] y) => tape.Borrowed(x, Column)
        .Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh).Linear(p[4], p[5])
        .MeanSquaredError(tape.Borrowed(y, Column));

    private static float[] Normal(string name, int count)
    {
        var stream = RandomStream.FromSeed(23).Split(name);
        return [.. Enumerable.Range(0, count).Select(_ => (float)stream.NextNormal(0, 0.3))];
    }

    private static IEnumerable<uint> Bits(float[] numbers) => numbers.Select(BitConverter.SingleToUInt32Bits);

    private sealed class CountingKernels : IKernels<float>
    {
        private readonly ManagedKernels<float> _inner = new();

        public int Maps { get; private set; }

        public int Most { get; set; } = int.MaxValue;

        public void Map(Unary function, ReadOnlySpan<float> x, Span<float> y)
        {
            if (++Maps > Most)
            {
                throw new TimeoutException();
            }

            _inner.Map(function, x, y);
        }

        public void Combine(Binary function, ReadOnlySpan<float> a, int aStep, ReadOnlySpan<float> b, int bStep, Span<float> y) => _inner.Combine(function, a, aStep, b, bStep, y);

        public void AddScaled(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float factor, Span<float> y) => _inner.AddScaled(a, b, factor, y);

        public void Reduce(Numerics.Kernels.Fold fold, ReadOnlySpan<float> x, Span<float> y, int outer, int count, int inner) => _inner.Reduce(fold, x, y, outer, count, inner);

        public void Multiply(in MatrixProduct<float> product) => _inner.Multiply(product);

        public void ActivateGates(Span<float> gates, int rows, int units) => _inner.ActivateGates(gates, rows, units);

        public void RunLstm(LstmPart part, in LstmRows<float> rows) => _inner.RunLstm(part, rows);

        public void RunStack(in LstmStack<float> stack, Span<float> outputs, Span<float> nextState) => _inner.RunStack(stack, outputs, nextState);

        public void RunStackBack(in LstmStack<float> stack, ReadOnlySpan<float> outputGradients, Span<float> gradient) => _inner.RunStackBack(stack, outputGradients, gradient);
    }
}
