using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>Values, gradients, Hessian-vector products and gradients through gradient steps against PyTorch's in double precision (torch_reference.py).</summary>
public sealed class DoubleTorchReferenceTests() : TorchReferenceTests<double>(1e-12);

/// <summary>The same in single precision, whose rounding is all that may differ.</summary>
public sealed class SingleTorchReferenceTests() : TorchReferenceTests<float>(2e-6);

/// <summary>The cases, for either precision.</summary>
/// <param name="tolerance">Of each number, times the larger of 1 and the largest magnitude in its tensor.</param>
public abstract class TorchReferenceTests<T>(double tolerance)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly string[] Parameters = ["w1", "b1", "w2", "b2"];

    private static readonly Case[] Cases =
        JsonSerializer.Deserialize<Case[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Autodiff", "torch_reference.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("torch_reference.json is empty.");

    private readonly Tape<T> _tape = new();

    [Fact]
    public void Gradients_and_products_with_the_Hessian_agree()
    {
        var given = Given("hessian vector", out var results);
        var parameters = All(given, Parameters);
        AgreeTwice(given, results, Parameters, Network(given["x"], parameters).MeanSquaredError(given["y"]), parameters);
    }

    [Fact]
    public void A_gradient_through_gradient_steps_agrees()
    {
        var given = Given("maml", out var results);
        var parameters = All(given, Parameters);
        var adapted = parameters;
        for (var step = 0; step < 2; step++)
        {
            var slopes = Gradient.Of(Network(given["x"], adapted).MeanSquaredError(given["y"]), adapted, createGraph: true).ToArray();
            adapted = [.. adapted.Zip(slopes, (parameter, slope) => parameter - (slope * T.CreateTruncating(0.1)))];
        }

        var loss = Network(given["x test"], adapted).MeanSquaredError(given["y test"]);
        Agree(results["loss"], loss);
        AgreeAll(results, Parameters, Gradient.Of(loss, parameters));
    }

    [Fact]
    public void A_classifier_agrees()
    {
        var given = Given("classifier", out var results);
        var hidden = given["x"].Linear(given["w1"], given["b1"], Activation.Relu).Linear(given["w2"], given["b2"], Activation.Sigmoid);
        var loss = hidden.Linear(given["w3"], given["b3"]).CrossEntropy([0, 2, 1, 1, 0, 2]);
        string[] names = ["w1", "b1", "w2", "b2", "w3", "b3"];
        Agree(results["loss"], loss);
        AgreeAll(results, names, Gradient.Of(loss, All(given, names)));
    }

    [Fact]
    public void Three_steps_of_an_LSTM_cell_agree()
    {
        var given = Given("lstm", out var results);
        var state = new LstmState<T>(given["h"], given["c"]);
        for (var step = 0; step < 3; step++)
        {
            state = given["x"].LstmCell(state, given["w"], given["u"], given["b"]);
        }

        Agree(results["hidden"], state.Hidden);
        Agree(results["cell"], state.Cell);
        string[] names = ["x", "h", "c", "w", "u", "b"];
        AgreeAll(results, names, Gradient.Of((state.Hidden * state.Cell).Sum(), All(given, names)));
    }

    [Fact]
    public void A_product_with_the_Hessian_through_an_LSTM_cell_agrees()
    {
        string[] names = ["x", "h", "c", "w", "u", "b"];
        var given = Given("lstm second order", out var results);
        var parameters = All(given, names);
        var state = new LstmState<T>(given["h"], given["c"]);
        for (var step = 0; step < 2; step++)
        {
            state = given["x"].LstmCell(state, given["w"], given["u"], given["b"]);
        }

        var loss = (state.Hidden * state.Cell).Sum() + state.Hidden.Square().Sum();
        AgreeTwice(given, results, names, loss, parameters);
        AgreeAll(results, names, Gradient.Of(loss, parameters)); // the first derivative that is not recorded has kernels of its own
    }

    [Theory, InlineData("tanh", Activation.Tanh), InlineData("sigmoid", Activation.Sigmoid), InlineData("relu", Activation.Relu)]
    public void Products_with_the_Hessian_of_deeper_networks_agree(string name, Activation activation)
    {
        var given = Given($"network {name}", out var results);
        string[] names = [.. given.Keys.Where(key => key[0] is 'w' or 'b')];
        var (flow, layers) = (given["x"], names.Length / 2);
        for (var layer = 1; layer <= layers; layer++)
        {
            flow = flow.Linear(given[$"w{layer}"], given[$"b{layer}"], layer < layers ? activation : Activation.Identity);
        }

        AgreeTwice(given, results, names, flow.MeanSquaredError(given["y"]), All(given, names));
    }

    [Fact]
    public void Sine_regression_of_25_tasks_agrees_in_a_loop_and_as_a_batch()
    {
        string[] names = ["w1", "b1", "w2", "b2", "w3", "b3"];
        var given = Given("sine regression", out var results);
        var parameters = All(given, names);
        Tensor<T> Adapted(Tensor<T>[] slow, Tensor<T> inner, Func<Tensor<T>[], Tensor<T>> outer)
        {
            var slopes = Gradient.Of(inner, slow, createGraph: true).ToArray();
            return outer([.. slow.Zip(slopes, (parameter, slope) => parameter.AddScaled(slope, T.CreateTruncating(-0.01)))]);
        }

        var loop = Enumerable.Range(0, 25).Select(task =>
        {
            Tensor<T> Of(string data) => given[data].Slice(0, task, 1).Reshape(new Shape(10, 1));
            return Adapted(parameters, Deep(Of("x"), parameters).MeanSquaredError(Of("y")), fast => Deep(Of("x test"), fast).MeanSquaredError(Of("y test")));
        }).Aggregate((sum, term) => sum + term);
        Tensor<T>[] each = [.. parameters.Select(p => p.BroadcastTo(p.Shape.Rank == 1 ? new Shape(25, p.Shape[0]) : new Shape(25, p.Shape[0], p.Shape[1])))];
        Tensor<T> Total(Tensor<T> y, Tensor<T> target) => y.MeanSquaredError(target) * T.CreateTruncating(25);
        var batch = Adapted(each, Total(Deep(given["x"], each), given["y"]), fast => Total(Deep(given["x test"], fast), given["y test"]));
        foreach (var loss in new[] { loop, batch })
        {
            Agree(results["loss"], loss);
            AgreeAll(results, names, Gradient.Of(loss, parameters));
        }

        static Tensor<T> Deep(Tensor<T> x, Tensor<T>[] p) =>
            x.Linear(p[0], p[1], Activation.Tanh).Linear(p[2], p[3], Activation.Tanh).Linear(p[4], p[5]);
    }

    [Fact]
    public void Convolutions_and_pools_agree()
    {
        var given = Given("image", out var results);
        var first = (given["x"].Convolve(given["w1"], padding: 1) + given["b1"]).Tanh().MaxPool(2, 2);
        var second = first.Convolve(given["w2"]).MeanPool(2, 1);
        Agree(results["pooled"], second);
        string[] names = ["x", "w1", "b1", "w2"];
        AgreeAll(results, names, Gradient.Of(second.Square().Sum(), All(given, names)));
    }

    [Fact]
    public void A_small_network_for_images_agrees()
    {
        var given = Given("letters", out var results);
        var first = given["x"].Convolve(given["w1"], given["b1"], Activation.Relu, padding: 2).MaxPool(2, 2);
        var second = first.Convolve(given["w2"], given["b2"], Activation.Relu).MaxPool(2, 2);
        var loss = second.Reshape(new Shape(3, 16)).Linear(given["w3"], given["b3"]).CrossEntropy([0, 2, 1]);
        Agree(results["pooled"], second);
        Agree(results["loss"], loss);
        string[] names = ["w1", "b1", "w2", "b2", "w3", "b3"];
        AgreeAll(results, names, Gradient.Of(loss, All(given, names)));
    }

    private static Tensor<T> Network(Tensor<T> x, Tensor<T>[] parameters) =>
        x.Linear(parameters[0], parameters[1], Activation.Tanh).Linear(parameters[2], parameters[3]);

    private static Tensor<T>[] All(Dictionary<string, Tensor<T>> given, string[] names) => [.. names.Select(name => given[name])];

    private void AgreeTwice(Dictionary<string, Tensor<T>> given, Dictionary<string, Numbers> results, string[] names, Tensor<T> loss, Tensor<T>[] parameters)
    {
        var first = Gradient.Of(loss, parameters, createGraph: true).ToArray();
        var inner = names.Select((name, index) => (first[index] * given[$"v {name}"]).Sum()).Aggregate((sum, term) => sum + term);
        var second = Gradient.Of(inner, parameters).ToArray();
        Agree(results["loss"], loss);
        foreach (var (index, name) in names.Index())
        {
            Agree(results[$"d {name}"], first[index]);
            Agree(results[$"h {name}"], second[index]);
        }
    }

    private void AgreeAll(Dictionary<string, Numbers> results, string[] names, ReadOnlySpan<Tensor<T>> gradients)
    {
        foreach (var (index, name) in names.Index())
        {
            Agree(results[$"d {name}"], gradients[index]);
        }
    }

    private void Agree(Numbers expected, Tensor<T> actual)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        var scale = expected.Values.Max(number => Math.Max(1, Math.Abs(number)));
        foreach (var (wanted, got) in expected.Values.Zip(actual.ToArray().Select(double.CreateTruncating)))
        {
            Assert.True(Math.Abs(wanted - got) <= tolerance * scale, $"{actual.Operation}: PyTorch says {wanted:R}, we say {got:R}.");
        }
    }

    private Dictionary<string, Tensor<T>> Given(string name, out Dictionary<string, Numbers> results)
    {
        var found = Cases.Single(candidate => candidate.Name == name);
        results = found.Results;
        return found.Given.ToDictionary(entry => entry.Key, entry => _tape.Variable([.. entry.Value.Values.Select(T.CreateTruncating)], new Shape(entry.Value.Shape)));
    }

    internal sealed record Case(string Name, Dictionary<string, Numbers> Given, Dictionary<string, Numbers> Results);

    internal sealed record Numbers(int[] Shape, [property: JsonPropertyName("numbers")] double[] Values);
}
