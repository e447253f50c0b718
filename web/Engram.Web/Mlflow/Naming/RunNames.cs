using System.Globalization;
using Engram.Numerics.Random;

namespace Engram.Web.Mlflow.Naming;

/// <summary>Gives names to runs whose clients give none: <c>nimble-otter-482</c>, at most 20 characters. Names may come twice.</summary>
/// <param name="chance">Where the choice comes from; used under a lock.</param>
internal sealed class RunNames(RandomStream chance)
{
    private const int Numbers = 1_001; // 0 to 1000

    private readonly Lock _gate = new();

    /// <summary>The next name.</summary>
    public string Next()
    {
        lock (_gate)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Of(NameWords.Adjectives)}-{Of(NameWords.Nouns)}-{chance.NextUInt32() % Numbers}");
        }
    }

    private string Of(IReadOnlyList<string> words) => words[(int)(chance.NextUInt32() % (uint)words.Count)];
}
