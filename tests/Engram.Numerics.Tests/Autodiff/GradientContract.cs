using System.Reflection;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Random;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>What every operation keeps to: first and second derivatives agree with central differences in double precision.</summary>
/// <remarks>
/// The operations are the public methods of the library that make tensors of tensors and stand in a static class; a new one is under the contract by
/// existing, and fails it until <see cref="OperationSamples"/> shows how it is called. The loss is L = Σ c · y for fixed random c, once as it is, and once
/// as Σ v · ∂L/∂x for fixed random v, which checks the derivative of every pull-back along with the pull-back itself.
/// </remarks>
public sealed class GradientContract
{
    private const double Step = 1e-5;      // differences of differences lose half the digits of a double: the error is about Step² and 1e-16 / Step
    private const double Tolerance = 2e-8;

    public static TheoryData<string> Operations => [.. typeof(Tape<>).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.ReturnType is { IsGenericType: true, IsByRefLike: false } && method.GetParameters().Any(parameter => HoldsTensors(parameter.ParameterType)))
        .Select(method => method.Name)
        .Distinct()
        .Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Operations))]
    public void First_and_second_derivatives_agree_with_central_differences(string operation)
    {
        var samples = OperationSamples.Of(operation);
        Assert.False(samples.Count == 0, $"{operation} has no sample: add a line to OperationSamples that calls it.");
        foreach (var (index, sample) in samples.Index())
        {
            var inputs = sample.Inputs(RandomStream.FromSeed(3).Split($"{operation} {index}"));
            Agree($"{operation}, sample {index}, first derivative", inputs, sample, FirstOrder);
            Agree($"{operation}, sample {index}, second derivative", inputs, sample, SecondOrder);
        }
    }

    [Theory, MemberData(nameof(Operations))]
    public void A_call_that_is_repeated_allocates_nothing_forwards_or_backwards(string operation)
    {
        foreach (var (index, sample) in OperationSamples.Of(operation).Index())
        {
            var numbers = sample.Inputs(RandomStream.FromSeed(3).Split(operation));
            var inputs = new Tensor<double>[numbers.Length];
            var tape = new Tape<double>();
            long Call()
            {
                tape.Clear();
                for (var input = 0; input < inputs.Length; input++)
                {
                    inputs[input] = tape.Variable(numbers[input], sample.Shapes[input]);
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                var output = sample.Apply(inputs);
                Gradient.Of(output, tape.Full(output.Shape, 1), inputs);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            // The run-time may allocate once on this thread when it compiles a method anew; an operation that allocates does so in every call.
            var allocated = Enumerable.Range(0, 8).Min(_ => Call());
            Assert.True(allocated == 0, $"{operation}, sample {index}: {allocated} bytes are allocated when it is called again.");
        }
    }

    [Fact]
    public void The_operations_are_found() => Assert.True(Operations.Count > 25, $"Only {Operations.Count} operations were found.");

    // A tensor, or a span of them.
    private static bool HoldsTensors(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(Tensor<>) || type.GetGenericArguments().Any(HoldsTensors));

    private static Tensor<double> FirstOrder(Sample sample, Tensor<double>[] inputs) => Weighted(sample.Apply(inputs), "first");

    private static Tensor<double> SecondOrder(Sample sample, Tensor<double>[] inputs)
    {
        var gradients = Gradient.Of(FirstOrder(sample, inputs), inputs, createGraph: true).ToArray();
        return gradients.Select((gradient, index) => Weighted(gradient, $"second {index}")).Aggregate((sum, term) => sum + term);
    }

    private static void Agree(string what, double[][] inputs, Sample sample, Func<Sample, Tensor<double>[], Tensor<double>> loss)
    {
        var tape = new Tape<double>();
        var variables = Variables(tape, inputs, sample);
        var gradients = Gradient.Of(loss(sample, variables), variables).ToArray().Select(gradient => gradient.ToArray()).ToArray();
        var probe = new Tape<double>();
        for (var input = 0; input < inputs.Length; input++)
        {
            Assert.Equal(inputs[input].Length, gradients[input].Length);
            for (var number = 0; number < inputs[input].Length; number++)
            {
                var at = inputs[input][number];
                var up = At(at + Step);
                var down = At(at - Step);
                inputs[input][number] = at;
                var difference = (up - down) / (2 * Step);
                Assert.True(
                    Math.Abs(difference - gradients[input][number]) <= Tolerance * (1 + Math.Abs(difference)),
                    $"{what}, input {input}, number {number} = {at:R}: autodiff says {gradients[input][number]:R}, central differences say {difference:R}.");

                double At(double value)
                {
                    inputs[input][number] = value;
                    probe.Clear();
                    return loss(sample, Variables(probe, inputs, sample)).Item();
                }
            }
        }
    }

    private static Tensor<double>[] Variables(Tape<double> tape, double[][] inputs, Sample sample) =>
        [.. inputs.Select((numbers, index) => tape.Variable(numbers, sample.Shapes[index]))];

    private static Tensor<double> Weighted(Tensor<double> tensor, string name)
    {
        var stream = RandomStream.FromSeed(4).Split(name);
        var weights = Enumerable.Range(0, tensor.Shape.Count).Select(_ => stream.NextUniform(-1, 1)).ToArray();
        return (tensor * tensor.Tape.Constant(weights, tensor.Shape)).Sum();
    }
}
