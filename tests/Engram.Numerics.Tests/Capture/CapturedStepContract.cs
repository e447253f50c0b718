using Engram.Numerics.Autodiff;
using Engram.Numerics.Capture;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;
using Engram.Numerics.Tests.Autodiff;

namespace Engram.Numerics.Tests.Capture;

/// <summary>What every operation keeps to: captured on some numbers, it has on others the bits it would have had without, in its result and its derivatives of first and second
/// order; or it is refused, and stands here.</summary>
/// <remarks>The operations are those of <see cref="GradientContract"/>; a new one is under the contract by existing.</remarks>
public sealed class CapturedStepContract
{
    // They choose by integers, draw, unfold images, compute powers in double precision, or are an LSTM.
    private static readonly HashSet<string> Refused =
        ["Convolve", "ConvolveBack", "ConvolveWeights", "CrossEntropy", "Dropout", "Gather", "LstmCell", "LstmScan", "MaxPool", "MeanPool", "Pick", "Pow", "Put", "Take"];

    public static TheoryData<string> Operations => GradientContract.Operations;

    [Theory, MemberData(nameof(Operations))]
    public void Captured_on_some_numbers_it_has_the_same_bits_on_others(string operation)
    {
        foreach (var (index, sample) in OperationSamples.Of(operation).Index())
        {
            var stream = RandomStream.FromSeed(5).Split($"{operation} {index}");
            var (first, next) = (sample.Inputs(stream), sample.Inputs(stream));
            var (inputs, results) = (first.Select(numbers => (double[])[.. numbers]).ToArray(), new List<double[]>());
            var step = new CapturedStep<double>(tape => Compute(tape, sample, inputs, results));
            if (Refused.Contains(operation))
            {
                Assert.Throws<NotSupportedException>(step.Run);
                continue;
            }

            foreach (var numbers in (double[][][])[first, next, first])
            {
                for (var input = 0; input < inputs.Length; input++)
                {
                    numbers[input].CopyTo(inputs[input], 0);
                }

                step.Run();
                var expected = new List<double[]>();
                Compute(new Tape<double>(), sample, numbers, expected);
                Assert.Equal(expected.Count, results.Count);
                for (var result = 0; result < expected.Count; result++)
                {
                    Assert.Equal(expected[result].Select(BitConverter.DoubleToUInt64Bits), results[result].Select(BitConverter.DoubleToUInt64Bits));
                }
            }

            Assert.True(step.Calls > 0);
        }
    }

    // The result, the gradients of the sum of its squares, and the gradients of the sum of their squares.
    private static void Compute(Tape<double> tape, Sample sample, double[][] inputs, List<double[]> results)
    {
        var variables = inputs.Select((numbers, index) => tape.BorrowedVariables(numbers, [sample.Shapes[index]])[0]).ToArray();
        var output = sample.Apply(variables);
        Keep([output]);
        var gradients = Gradient.Of(output.Square().Sum(), variables, createGraph: true).ToArray();
        Keep(gradients);
        if (gradients.Where(gradient => gradient.IsDifferentiable).Select(gradient => gradient.Square().Sum()).ToArray() is [_, ..] squares)
        {
            Keep(Gradient.Of(squares.Aggregate((sum, square) => sum + square), variables));
        }

        void Keep(ReadOnlySpan<Tensor<double>> tensors)
        {
            var count = 0;
            foreach (var tensor in tensors)
            {
                count += tensor.Shape.Count;
            }

            results.Add(new double[count]);
            Gradient.CopyTo(tensors, results[^1]);
        }
    }
}
