using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Engram.Learning.Optimizers;

namespace Engram.Learning.Memory;

/// <summary>The settings of a memory's updater as text: <c>{"rule":"Adam","Rate":0.001,…}</c>, numbers to the last bit.</summary>
internal static class UpdaterJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameRules } },
    };

    public static string Write(UpdateRuleOptions updater) => JsonSerializer.Serialize(updater, Options);

    /// <exception cref="JsonException">The text is no rule's settings, or those of a rule or setting that is not known here.</exception>
    public static UpdateRuleOptions Read(string text) =>
        JsonSerializer.Deserialize<UpdateRuleOptions>(text, Options) ?? throw new JsonException("The updater is null.");

    // Every rule of this assembly, by its own name: one that is added is known by existing.
    private static void NameRules(JsonTypeInfo info)
    {
        if (info.Type != typeof(UpdateRuleOptions))
        {
            return;
        }

        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "rule" };
        foreach (var rule in info.Type.Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(info.Type)))
        {
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(rule, rule.Name[..^"Options".Length]));
        }
    }
}
