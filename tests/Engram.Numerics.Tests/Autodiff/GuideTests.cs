using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>What docs/tensors.md shows is compiled and run, here and in <see cref="OwnOperations"/>, word for word.</summary>
public sealed class GuideTests
{
    [Fact]
    public void The_step_of_the_guide_makes_gradients()
    {
        const int steps = 2;
        float[] parameters = [.. Enumerable.Range(0, 2301).Select(index => ((index * 7919 % 101) - 50) / 500f)];
        float[] inputs = [.. Enumerable.Range(0, 210).Select(index => ((index * 31 % 17) - 8) / 8f)];
        var (targets, gradient) = (new float[10], new float[2301]);

        var tape = new Tape<float>();
        Shape[] shapes = [new(21, 100), new(100), new(100, 1), new(1)];

        for (var step = 0; step < steps; step++)
        {
            tape.Clear();                                                   // the step before is over; its memory serves this one
            var p = tape.Variables(parameters, shapes);                     // one flat buffer, one variable per shape
            var y = tape.Constant(inputs, new Shape(10, 21))
                .Linear(p[0], p[1], Activation.Tanh)
                .Linear(p[2], p[3]);
            var loss = y.MeanSquaredError(tape.Constant(targets, new Shape(10, 1)));
            Gradient.Into(loss, p, gradient);                               // and on to an optimizer
        }

        Assert.All(gradient, number => Assert.True(float.IsFinite(number)));
        Assert.Contains(gradient, number => number != 0);
    }

    [Fact]
    public void The_captured_step_of_the_guide_makes_gradients()
    {
        const int steps = 3;
        float[] parameters = [.. Enumerable.Range(0, 2301).Select(index => ((index * 7919 % 101) - 50) / 500f)];
        float[] inputs = [.. Enumerable.Range(0, 210).Select(index => ((index * 31 % 17) - 8) / 8f)];
        var (targets, gradient) = (new float[10], new float[2301]);
        Shape[] shapes = [new(21, 100), new(100), new(100, 1), new(1)];

        var captured = new CapturedStep<float>(tape =>
        {
            var p = tape.BorrowedVariables(parameters, shapes);             // read where they lie, in every run
            var y = tape.Borrowed(inputs, new Shape(10, 21))
                .Linear(p[0], p[1], Activation.Tanh)
                .Linear(p[2], p[3]);
            Gradient.Into(y.MeanSquaredError(tape.Borrowed(targets, new Shape(10, 1))), p, gradient);
        });

        for (var step = 0; step < steps; step++)
        {
            inputs[0] = step;                                               // the next batch comes into the same arrays
            captured.Run();                                                 // the code above runs once; later runs are its kernels alone
        }

        Assert.All(gradient, number => Assert.True(float.IsFinite(number)));
        Assert.Contains(gradient, number => number != 0);
    }

    [Fact]
    public void Every_snippet_of_the_guide_is_in_a_test()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Platform.sln")))
        {
            root = root.Parent;
        }

        var tests = Path.Combine(root.FullName, "tests", "Engram.Numerics.Tests", "Autodiff");
        string[] compiled = [Lines(File.ReadAllText(Path.Combine(tests, "GuideTests.cs"))), Lines(File.ReadAllText(Path.Combine(tests, "OwnOperations.cs")))];
        var snippets = File.ReadAllText(Path.Combine(root.FullName, "docs", "tensors.md")).Split("```csharp").Skip(1).Select(rest => Lines(rest[..rest.IndexOf("```", StringComparison.Ordinal)])).ToArray();
        Assert.Equal(3, snippets.Length);
        Assert.All(snippets, snippet => Assert.True(compiled.Any(source => source.Contains(snippet, StringComparison.Ordinal)), $"No test has:\n{snippet}"));
    }

    // Without indentation and empty lines.
    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
