using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Engram.Web.Api.Problems;

/// <summary>The refusals an endpoint can answer, each a type of its own so that the signature of the endpoint is its documentation.</summary>
internal abstract class Refusal(Problem problem) : IResult, IStatusCodeHttpResult, IValueHttpResult<Problem>
{
    /// <inheritdoc/>
    public int? StatusCode => problem.Status;

    /// <inheritdoc/>
    public Problem Value => problem;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);

    /// <summary>Documents a status.</summary>
    protected static void Document(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.MediaType]));
}

/// <summary>400.</summary>
internal sealed class Invalid : Refusal, IEndpointMetadataProvider
{
    /// <summary>Something in the request is wrong.</summary>
    /// <param name="errors">Field → what is wrong with it.</param>
    public Invalid(IDictionary<string, string[]> errors)
        : base(Problem.Invalid(errors))
    {
    }

    /// <summary>One field is wrong.</summary>
    public Invalid(string field, string sentence)
        : this(new Dictionary<string, string[]> { [field] = [sentence] })
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status400BadRequest);
}

/// <summary>404.</summary>
/// <param name="detail">What is not there, and where to look.</param>
internal sealed class Missing(string detail) : Refusal(Problem.Missing(detail)), IEndpointMetadataProvider
{
    /// <summary>There is no such thing.</summary>
    /// <param name="noun">What was looked for, one word of the vocabulary.</param>
    /// <param name="id">The identifier that was given.</param>
    /// <param name="list">Address that lists those there are.</param>
    public static Missing Of(string noun, Guid id, string list) =>
        new($"There is no {noun} {id:N}; it may have been deleted. GET {list} lists those there are.");

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status404NotFound);
}

/// <summary>409.</summary>
/// <param name="detail">What state it is in, and what that allows.</param>
internal sealed class Conflicting(string detail) : Refusal(Problem.Conflicting(detail)), IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status409Conflict);
}

/// <summary>415.</summary>
internal sealed class UnsupportedMediaType() : Refusal(Problem.MediaTypeRefused), IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status415UnsupportedMediaType);
}

/// <summary>429.</summary>
/// <param name="retryAfter">When to ask again; said in whole seconds, at least one.</param>
internal sealed class Busy(TimeSpan retryAfter) : Refusal(new("Too much at once", StatusCodes.Status429TooManyRequests,
    "More waits to be written than this server holds; nothing of this request was taken. Send it again after Retry-After seconds.")), IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Document(builder, StatusCodes.Status429TooManyRequests);

    /// <inheritdoc/>
    Task IResult.ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ExecuteAsync(httpContext);
    }
}
