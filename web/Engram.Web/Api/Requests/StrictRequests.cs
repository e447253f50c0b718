using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Engram.Experiments.Options;
using Engram.Web.Api.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Engram.Web.Api.Requests;

/// <summary>Refuses a request before its handler runs when anything in it is wrong: path, query or body, everything at once.</summary>
/// <remarks>
/// The handler's signature is the contract: parameters of simple types are the query (or the path) and nothing else may be in it, so that a
/// misspelt parameter is an error and not a silent default. Their validation attributes are obeyed.
/// </remarks>
internal static class StrictRequests
{
    /// <summary>Makes every endpoint of a group strict.</summary>
    public static RouteGroupBuilder Strict(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var parameters = Parameters(factory.MethodInfo);
            return async invocation => await CheckAsync(parameters, invocation.HttpContext) is { } problem ? problem : await next(invocation);
        });
        return group;
    }

    private static Parameter[] Parameters(MethodInfo handler) =>
    [
        .. from parameter in handler.GetParameters()
           let type = parameter.ParameterType
           where IsText(type) && parameter.GetCustomAttribute<FromServicesAttribute>() is null
               && parameter.GetCustomAttribute<FromHeaderAttribute>() is null
           let name = parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!
           let required = !parameter.HasDefaultValue && !type.IsArray && new NullabilityInfoContext()
               .Create(parameter).WriteState == NullabilityState.NotNull
           select new Parameter(name, type, required, [.. parameter.GetCustomAttributes<ValidationAttribute>()]),
    ];

    private static bool IsText(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type.IsArray ? type.GetElementType()! : type) ?? (type.IsArray ? type.GetElementType()! : type);
        return plain.IsPrimitive || plain == typeof(string) || plain == typeof(Guid)
            || plain.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), plain.MakeByRefType()]) is not null;
    }

    private static async Task<Refusal?> CheckAsync(Parameter[] parameters, HttpContext context)
    {
        var faults = Faults.Of(context);
        var route = context.Request.RouteValues;
        foreach (var parameter in parameters)
        {
            if (route.TryGetValue(parameter.Name, out var value)) parameter.Check([(string?)value], faults.Fields);
            else parameter.Check([.. context.Request.Query[parameter.Name]], faults.Fields);
        }

        string[] known = [.. parameters.Select(parameter => parameter.Name).Where(name => !route.ContainsKey(name))];
        foreach (var name in context.Request.Query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Fields.Add(name, known.Length == 0 ? "This address takes no parameters."
                : $"There is no parameter '{name}' here. {NearestName.Suggestion(name, known)}");
        }
        if (faults.MediaType) return new UnsupportedMediaType();
        if (faults.Fields.IsEmpty) return null;
        await AddFurtherAsync(faults, context);
        return new Invalid(faults.Fields.ToDictionary());
    }

    // What is wrong in itself has been told; here comes what is wrong with the rest.
    private static async Task AddFurtherAsync(Faults faults, HttpContext context)
    {
        if (faults.Salvaged is not { } body || context.GetEndpoint()?.Metadata.GetMetadata<BodyCheck>() is not { } check) return;
        var further = new FieldErrors();
        await check.Check(context, body, further);
        var told = faults.Fields.Fields.Select(StrictJson.TopOf).ToHashSet();
        foreach (var field in further.Fields.Where(field => !told.Contains(StrictJson.TopOf(field))))
        {
            foreach (var message in further[field]) faults.Fields.Add(field, message);
        }
    }

    private sealed record Parameter(string Name, Type Type, bool IsRequired, ValidationAttribute[] Rules)
    {
        public void Check(string?[] given, FieldErrors errors)
        {
            if (given.Length == 0 && IsRequired) errors.Add(Name, "Is missing.");
            if (given.Length > 1 && !Type.IsArray) errors.Add(Name, $"Is given {given.Length} times; give it once.");
            foreach (var text in given)
            {
                if (string.IsNullOrEmpty(text)) errors.Add(Name, "Is empty; give it a value or leave it out.");
                else if (Requests.Rules.Fault(Type.IsArray ? Type.GetElementType()! : Type, text) is { } fault) errors.Add(Name, fault);
                else if (!Type.IsArray) CheckRules(text, errors);
            }
            if (Type.IsArray) CheckRule(given, errors);
        }

        private void CheckRules(string text, FieldErrors errors) =>
            CheckRule(Nullable.GetUnderlyingType(Type) is { IsPrimitive: true } number
                ? Convert.ChangeType(text, number, System.Globalization.CultureInfo.InvariantCulture) : text, errors);

        private void CheckRule(object value, FieldErrors errors)
        {
            foreach (var rule in Rules.Where(rule => !rule.IsValid(value))) errors.Add(Name, Requests.Rules.Sentence(rule, value));
        }
    }
}
