using System.Globalization;
using Npgsql;

namespace Engram.Tracking.Search;

/// <summary>The values of a statement that is put together from pieces: what a person wrote goes here and never into the text.</summary>
public sealed class SqlParameters
{
    private readonly List<object> _values = [];

    /// <summary>Keeps a value.</summary>
    /// <param name="value">Of a type that Npgsql maps.</param>
    /// <returns>Its placeholder: <c>$1</c>, <c>$2</c> …</returns>
    public string Add(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>Gives a command its values, in order.</summary>
    /// <param name="command">Has none yet.</param>
    public void AddTo(NpgsqlCommand command)
    {
        foreach (var value in _values) command.Parameters.Add(new() { Value = value });
    }
}
