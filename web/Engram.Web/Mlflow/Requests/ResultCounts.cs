namespace Engram.Web.Mlflow.Requests;

/// <summary>How many entries a call asks for.</summary>
internal static class ResultCounts
{
    /// <summary>Reads <c>max_results</c>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="usual">How many when it is absent; null when it must be there.</param>
    /// <param name="most">How many at most.</param>
    /// <exception cref="MlflowException">It is missing, no integer, less than 1 or more than <paramref name="most"/>.</exception>
    public static int Results(this MlflowFields call, int? usual, int most)
    {
        var count = call.Whole("max_results") ?? usual ?? throw call.Missing("max_results");
        return count < 1 ? throw call.Wrong("max_results", "It must be at least 1.")
            : count > most ? throw call.Wrong("max_results", $"It must be at most {most}.") : (int)count;
    }
}
