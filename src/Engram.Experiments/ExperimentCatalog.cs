using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Engram.Experiments.Options;

namespace Engram.Experiments;

/// <summary>The experiments there are: every class marked with <see cref="ExperimentAttribute"/> in the scanned assemblies. Immutable; share it.</summary>
/// <remarks>Scanning is for kinds that one adds a file to: an experiment joins by existing.</remarks>
public sealed partial class ExperimentCatalog
{
    private readonly Dictionary<string, ExperimentDescription> byName;

    /// <summary>The catalogue of this assembly.</summary>
    /// <exception cref="MisdeclaredExperimentException">Some experiment is declared wrongly; the exception lists every fault.</exception>
    public ExperimentCatalog()
        : this([typeof(ExperimentCatalog).Assembly])
    {
    }

    /// <summary>The catalogue of the given assemblies.</summary>
    /// <exception cref="MisdeclaredExperimentException">Some experiment is declared wrongly; the exception lists every fault.</exception>
    public ExperimentCatalog(IEnumerable<Assembly> assemblies)
        : this(assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsExperiment))
    {
    }

    internal ExperimentCatalog(IEnumerable<Type> types)
    {
        List<string> problems = [];
        var described = types.Select(type => Describe(type, problems)).OfType<ExperimentDescription>();
        var found = described.OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        problems.AddRange(found.GroupBy(one => one.Name).Where(same => same.Count() > 1)
            .Select(same => $"The name '{same.Key}' is taken by {string.Join(" and ", same.Select(one => one.Type.Name))}; a name is unique."));
        Experiments = problems.Count == 0 ? found : throw new MisdeclaredExperimentException(problems);
        byName = found.ToDictionary(one => one.Name);
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<ExperimentDescription> Experiments { get; }

    /// <summary>The experiment of a name.</summary>
    /// <exception cref="UnknownExperimentException">There is none; the message suggests the nearest name.</exception>
    public ExperimentDescription Find(string name) => TryFind(name) ?? throw new UnknownExperimentException(name, byName.Keys);

    /// <summary>The experiment of a name, or null.</summary>
    public ExperimentDescription? TryFind(string name) => byName.GetValueOrDefault(name);

    /// <summary>The experiment of a name for one condition.</summary>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="options">Option name → value; what is absent keeps its default.</param>
    /// <exception cref="UnknownExperimentException">There is no such experiment.</exception>
    /// <exception cref="InvalidFieldsException">Some setting is wrong.</exception>
    public IExperiment Create(string name, JsonObject options) => Find(name).Create(options);

    private static bool IsExperiment(Type type) =>
        type.IsDefined(typeof(ExperimentAttribute), false) || (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IExperiment)));

    private static ExperimentDescription? Describe(Type type, List<string> problems)
    {
        var before = problems.Count;
        if (type.GetCustomAttribute<ExperimentAttribute>() is not { } attribute)
        {
            problems.Add($"{type.Name} is an IExperiment without a name: mark it with [Experiment(\"name\", \"The question it asks?\")].");
            return null;
        }

        Require(type.IsSealed && type.IsAssignableTo(typeof(IExperiment)), $"{type.Name} must be a sealed class that implements IExperiment.");
        Require(KebabCase().IsMatch(attribute.Name), $"{type.Name}: the name '{attribute.Name}' is not kebab-case (like 'sequential-lift').");
        Require(attribute.Question.TrimEnd().EndsWith('?'), $"{type.Name}: its question \"{attribute.Question}\" does not end with a question mark.");
        Require(attribute.Version >= 1, $"{type.Name}: versions count from 1; given is {attribute.Version}.");
        var constructor = type.GetConstructors() is [var only] && only.GetParameters().Length == 1 ? only : null;
        Require(constructor is not null, $"{type.Name} needs exactly one public constructor, with its options record as the only parameter.");
        var schema = constructor is null ? null : OptionsSchema.Of(constructor.GetParameters()[0].ParameterType, problems);
        return problems.Count > before ? null : new ExperimentDescription
        {
            Name = attribute.Name,
            Title = attribute.Title ?? TitleOf(attribute.Name),
            Question = attribute.Question,
            Version = attribute.Version,
            Source = attribute.Source,
            Options = schema!,
            Plan = PlanOf(type),
            Type = type,
        };

        void Require(bool isSo, string problem)
        {
            if (!isSo)
            {
                problems.Add(problem);
            }
        }
    }

    private static string TitleOf(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    // A static virtual member is reached through a type parameter only.
    private static ExperimentPlan PlanOf(Type type) => (ExperimentPlan)typeof(ExperimentCatalog)
        .GetMethod(nameof(PlanOfGeneric), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static ExperimentPlan PlanOfGeneric<T>() where T : IExperiment => T.Plan;

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
