using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using Engram.Learning.Models;
using Engram.Numerics.Kernels;

namespace Engram.Learning.Optimizers;

/// <summary>The settings of an update rule, which make the rule: a method as a value that can be compared, kept in a file and put into another.</summary>
public abstract record UpdateRuleOptions
{
    // What may be set, by kind of rule: asking a type about itself takes longer than all the rest of making a rule.
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, RangeAttribute? Range)[]> Settings = new();

    private readonly double _rate;

    /// <summary>Settings with a rule's own default of <see cref="Rate"/>.</summary>
    private protected UpdateRuleOptions(double rate) => _rate = rate;

    /// <summary>η, how far a step goes; not negative. Every rule says what it multiplies, and its default.</summary>
    [Range(0.0, 1e12)] public virtual double Rate
    {
        get => _rate;
        init => _rate = value;
    }

    /// <summary>A new rule for parameters that are all of one group.</summary>
    /// <typeparam name="T">float or double: the precision of the parameters, and of all that the rule computes and carries.</typeparam>
    /// <param name="dimension">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no parameter.</exception>
    /// <exception cref="ValidationException">A setting is out of range; the message lists all that are.</exception>
    public IUpdateRule<T> Create<T>(int dimension)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        return Create<T>([new ParameterGroup("all", 0, dimension)]);
    }

    /// <summary>A new rule for parameters in groups; only rules that share something among parameters tell the groups apart.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="groups">The parameters cut into groups, in order, without gaps.</param>
    /// <exception cref="ArgumentException">The groups do not cover the parameters.</exception>
    /// <exception cref="ValidationException">A setting is out of range; the message lists all that are.</exception>
    public IUpdateRule<T> Create<T>(IReadOnlyList<ParameterGroup> groups)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Create<T>(groups, VectorWidths.Widest);

    /// <summary>Checks everything at once.</summary>
    /// <exception cref="ValidationException">The message lists every setting that is out of range.</exception>
    public void Validate()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ValidationException(string.Join(" ", faults));
        }
    }

    /// <summary>As the public one, after which the settings are known to be good and the groups to cover; tests choose the width.</summary>
    internal IUpdateRule<T> Create<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Validate();
        ParameterGroup.RequireCover(groups);
        return Make<T>(groups, width);
    }

    /// <summary>Every setting that is out of range, in words.</summary>
    internal virtual IEnumerable<string> Faults()
    {
        foreach (var (property, range) in Settings.GetOrAdd(GetType(), SettingsOf))
        {
            var value = property.GetValue(this);
            if (range?.IsValid(value) == false)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{property.Name} is {value}; it must be {(range.MinimumIsExclusive ? "greater than" : "at least")} {range.Minimum} and "
                    + $"{(range.MaximumIsExclusive ? "less than" : "at most")} {range.Maximum}.");
            }

            if (property.PropertyType.IsEnum && !Enum.IsDefined(property.PropertyType, value!))
            {
                yield return $"{property.Name} is {value}; it must be one of {string.Join(", ", Enum.GetNames(property.PropertyType))}.";
            }
        }
    }

    private static (PropertyInfo Property, RangeAttribute? Range)[] SettingsOf(Type rule) =>
        [.. rule.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(static property => (property, property.GetCustomAttribute<RangeAttribute>(inherit: true)))];

    internal abstract IUpdateRule<T> Make<T>(IReadOnlyList<ParameterGroup> groups, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
