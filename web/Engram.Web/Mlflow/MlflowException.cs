namespace Engram.Web.Mlflow;

/// <summary>A refusal in the words and codes that MLflow clients know.</summary>
/// <param name="code">One of MLflow's names of errors.</param>
/// <param name="status">The HTTP status that goes with it.</param>
/// <param name="message">What was given, what is allowed, what to do.</param>
internal sealed class MlflowException(string code, int status, string message) : Exception(message)
{
    private const string Documentation = " See the API docs for more information about request parameters.";

    public string Code => code;

    public int Status => status;

    public static MlflowException Invalid(string message) => new("INVALID_PARAMETER_VALUE", StatusCodes.Status400BadRequest, message);

    public static MlflowException BadRequest(string message) => new("BAD_REQUEST", StatusCodes.Status400BadRequest, message);

    public static MlflowException Exists(string message) => new("RESOURCE_ALREADY_EXISTS", StatusCodes.Status400BadRequest, message);

    public static MlflowException NotThere(string message) => new("RESOURCE_DOES_NOT_EXIST", StatusCodes.Status404NotFound, message);

    /// <summary>A required parameter is not there, or is empty.</summary>
    /// <param name="path">Its name; in a list the way to it, <c>metrics[0].value</c>.</param>
    /// <param name="more">What else may have gone wrong.</param>
    public static MlflowException Missing(string path, string more = "") => Invalid($"Missing value for required parameter '{path}'.{more}{Documentation}");

    /// <summary>A parameter has a value that it cannot have.</summary>
    /// <param name="json">The value as it was sent.</param>
    /// <param name="path">Its name; in a list the way to it.</param>
    /// <param name="hint">What it can be.</param>
    public static MlflowException InvalidValue(string json, string path, string hint) =>
        Invalid($"Invalid value {(json.Length <= 250 ? json : json[..250] + "…")} for parameter '{path}' supplied: {hint}");
}
