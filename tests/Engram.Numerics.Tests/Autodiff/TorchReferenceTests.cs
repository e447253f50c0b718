using System.Text.Json;
using Engram.Numerics.Autodiff;
using Engram.Numerics.Tensors;

namespace Engram.Numerics.Tests.Autodiff;

/// <summary>Values, gradients, Hessian-vector products and gradients through gradient steps against PyTorch's (torch_reference.py).</summary>
public sealed class TorchReferenceTests
{
    private const double Tolerance = 1e-12;

    private static readonly string[] Parameters = ["w1", "b1", "w2", "b2"];

    private static readonly Case[] Cases =
        JsonSerializer.Deserialize<Case[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Autodiff", "torch_reference.json")), JsonSerializerOptions.Web)
        ?? throw new InvalidDataException("torch_reference.json is empty.");

    private readonly Tape<double> _tape = new();

    [Fact]
    public void Gradients_and_products_with_the_Hessian_agree()
    {
        var given = Given("hessian vector", out var results);
        var parameters = All(given, Parameters);
        var loss = Network(given["x"], parameters).MeanSquaredError(given["y"]);
        var first = Gradient.Of(loss, parameters, createGraph: true).ToArray();
        var inner = Parameters.Select((name, index) => (first[index] * given[$"v {name}"]).Sum()).Aggregate((sum, term) => sum + term);
        var second = Gradient.Of(inner, parameters).ToArray();
        Agree(results["loss"], loss);
        foreach (var (index, name) in Parameters.Index())
        {
            Agree(results[$"d {name}"], first[index]);
            Agree(results[$"h {name}"], second[index]);
        }
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
            adapted = [.. adapted.Zip(slopes, (parameter, slope) => parameter - (slope * 0.1))];
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
        var state = new LstmState<double>(given["h"], given["c"]);
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
    public void Convolutions_and_pools_agree()
    {
        var given = Given("image", out var results);
        var first = (given["x"].Convolve(given["w1"], padding: 1) + given["b1"]).Tanh().MaxPool(2, 2);
        var second = first.Convolve(given["w2"]).MeanPool(2, 1);
        Agree(results["pooled"], second);
        string[] names = ["x", "w1", "b1", "w2"];
        AgreeAll(results, names, Gradient.Of(second.Square().Sum(), All(given, names)));
    }

    private static Tensor<double> Network(Tensor<double> x, Tensor<double>[] parameters) =>
        x.Linear(parameters[0], parameters[1], Activation.Tanh).Linear(parameters[2], parameters[3]);

    private static Tensor<double>[] All(Dictionary<string, Tensor<double>> given, string[] names) => [.. names.Select(name => given[name])];

    private static void AgreeAll(Dictionary<string, Numbers> results, string[] names, ReadOnlySpan<Tensor<double>> gradients)
    {
        foreach (var (index, name) in names.Index())
        {
            Agree(results[$"d {name}"], gradients[index]);
        }
    }

    private static void Agree(Numbers expected, Tensor<double> actual)
    {
        Assert.Equal(new Shape(expected.Shape), actual.Shape);
        foreach (var (wanted, got) in expected.Values.Zip(actual.ToArray()))
        {
            Assert.True(Math.Abs(wanted - got) <= Tolerance * Math.Max(1, Math.Abs(wanted)), $"{actual.Operation}: PyTorch says {wanted:R}, we say {got:R}.");
        }
    }

    private Dictionary<string, Tensor<double>> Given(string name, out Dictionary<string, Numbers> results)
    {
        var found = Cases.Single(candidate => candidate.Name == name);
        results = found.Results;
        return found.Given.ToDictionary(entry => entry.Key, entry => _tape.Variable(entry.Value.Values, new Shape(entry.Value.Shape)));
    }

    private sealed record Case(string Name, Dictionary<string, Numbers> Given, Dictionary<string, Numbers> Results);

    private sealed record Numbers(int[] Shape, [property: System.Text.Json.Serialization.JsonPropertyName("numbers")] double[] Values);
}
