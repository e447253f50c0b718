using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Engram.Web.Mlflow.Requests;

/// <summary>The parameters of a call, from its body or its query, read one by one: absent, null and nonsense are three things.</summary>
/// <remarks>Fields that nobody asks for are ignored, as MLflow clients of every version expect.</remarks>
internal sealed class MlflowFields
{
    private readonly IReadOnlyDictionary<string, JsonElement> _fields;
    private readonly string _path;
    private readonly bool _isQuery;
    private readonly string _trouble;

    /// <param name="fields">What was given.</param>
    /// <param name="path">The way to these fields, for words: empty, or <c>metrics[0].</c>.</param>
    /// <param name="isQuery">Everything is text, and a list is a parameter given several times.</param>
    /// <param name="trouble">Why a body counts as empty, or nothing.</param>
    public MlflowFields(IReadOnlyDictionary<string, JsonElement> fields, string path = "", bool isQuery = false, string trouble = "") =>
        (_fields, _path, _isQuery, _trouble) = (fields, path, isQuery, trouble);

    /// <summary>Lets an endpoint take the parameters of its call.</summary>
    public static ValueTask<MlflowFields?> BindAsync(HttpContext context, ParameterInfo parameter) => MlflowRequest.ReadAsync(context);

    /// <summary>The way to a field, for words.</summary>
    public string PathOf(string name) => _path + name;

    /// <summary>Text, or null when it is absent.</summary>
    public string? Text(string name) => Find(name) is not { } given ? null
        : given.ValueKind != JsonValueKind.String ? throw Wrong(name, given, "Give a string.")
        : MlflowText.Of(given, PathOf(name));

    /// <summary>Text that must be there and not be empty.</summary>
    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>Text that must be there and may be empty.</summary>
    public string Given(string name) => Text(name) ?? throw Missing(name);

    /// <summary>An identifier: text, or a whole number as older clients send it; null when it is absent or empty.</summary>
    public string? Identifier(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value.ToString(CultureInfo.InvariantCulture)
        : Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>An identifier that must be there.</summary>
    public string RequiredIdentifier(string name) => Identifier(name) ?? throw Missing(name);

    /// <summary>A 64-bit integer: a number without fraction, or digits in quotes; null when it is absent.</summary>
    public long? Whole(string name, string hint = "Give an integer of 64 bits.") =>
        Find(name) is not { } given ? null : MlflowNumbers.TryReadWhole(given, out var value) ? value : throw Wrong(name, given, hint);

    /// <summary>A 64-bit integer that must be there.</summary>
    public long RequiredWhole(string name, string hint = "Give an integer of 64 bits.") => Whole(name, hint) ?? throw Missing(name);

    /// <summary>A double that must be there.</summary>
    public double RequiredDouble(string name, string hint) =>
        Find(name) is not { } given || given is { ValueKind: JsonValueKind.String } && given.ValueEquals("") ? throw Missing(name)
        : MlflowNumbers.TryReadDouble(given, out var value) ? value : throw Wrong(name, given, hint);

    /// <summary>A list of texts; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select((item, i) =>
        item.ValueKind == JsonValueKind.String ? MlflowText.Of(item, $"{PathOf(name)}[{i}]")
        : item.ValueKind == JsonValueKind.Number ? item.GetRawText() : throw Wrong($"{name}[{i}]", item, "Give a string."))];

    /// <summary>A list of objects; empty when it is absent.</summary>
    public IReadOnlyList<MlflowFields> Objects(string name) => [.. List(name).Select((item, i) => Of(item, $"{name}[{i}]"))];

    /// <summary>An object that must be there.</summary>
    public MlflowFields RequiredObject(string name) => Find(name) is { } given ? Of(given, name) : throw Missing(name);

    /// <summary>The refusal of a parameter that is not there.</summary>
    public MlflowException Missing(string name) => MlflowException.Missing(PathOf(name), _trouble);

    /// <summary>The refusal of a value.</summary>
    public MlflowException Wrong(string name, string hint) =>
        MlflowException.InvalidValue(Find(name) is { } given ? MlflowText.Raw(given) : "null", PathOf(name), hint);

    private MlflowException Wrong(string name, JsonElement given, string hint) => MlflowException.InvalidValue(MlflowText.Raw(given), PathOf(name), hint);

    private JsonElement? Find(string name) => _fields.TryGetValue(name, out var given) && given.ValueKind != JsonValueKind.Null ? given : null;

    private List<JsonElement> List(string name) => Find(name) is not { } given ? []
        : given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()]
        : _isQuery ? [given]
        : throw Wrong(name, given, "Give an array.");

    private MlflowFields Of(JsonElement given, string name) => given.ValueKind == JsonValueKind.Object
        ? new(MlflowRequest.FieldsOf(given), PathOf(name) + ".") : throw Wrong(name, given, "Give an object.");
}
