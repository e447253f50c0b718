using System.Diagnostics.CodeAnalysis;
using Engram.Experiments;
using Engram.Experiments.Options;
using Engram.Tracking.Artifacts;
using Engram.Tracking.Runs;
using Engram.Tracking.Search;
using Engram.Tracking.Studies;
using Engram.Web.Api.Comparisons;
using Engram.Web.Hosting;
using Npgsql;

namespace Engram.Web.Api.Problems;

/// <summary>Which exceptions are refusals, and what they say to the caller. Everything else is a mistake of ours.</summary>
internal static class Refused
{
    /// <summary>The problem that an exception means for the caller.</summary>
    public static bool TryExplain(Exception error, [NotNullWhen(true)] out Problem? problem)
    {
        problem = error switch
        {
            InvalidFieldsException e => Problem.Invalid(e.Errors),
            StudyRefusedException e => Problem.Invalid(new Dictionary<string, string[]>(e.Errors)),
            InvalidRegexException or SearchTooLongException => Problem.Invalid(new Dictionary<string, string[]> { ["filter"] = [error.Message] }),
            ContentTooLargeException e => new("Too large", StatusCodes.Status413PayloadTooLarge, e.Message),
            ContentFullException e => new("No room", StatusCodes.Status507InsufficientStorage, e.Message),
            UnknownExperimentException or RunNotFoundException or StudyNotFoundException => Problem.Missing(error.Message),
            RunStateException or ExternalRunException or DeletedRunException or DeletedProjectException or StudyRunException or OutdatedQuestionException => Problem.Conflicting(error.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                new("Too large", StatusCodes.Status413PayloadTooLarge,
                    $"The body is larger than the {Addresses.LargestBody >> 20} MiB this server takes; send less at a time."),
            BadHttpRequestException e => new("The request is not valid", e.StatusCode, e.Message),
            _ when IsAway(error) => new("The database is away", StatusCodes.Status503ServiceUnavailable,
                "The database cannot be reached at the moment. Ask again in a second; with an Idempotency-Key nothing is made twice."),
            _ => null,
        };
        return problem is not null;
    }

    // Connections that fail or are cut, a server that starts, stops, is full, or has lost the database.
    // Entity Framework wraps what it deems transient.
    private static bool IsAway(Exception? error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => false,
        PostgresException e => e.SqlState[..2] is "08" or "53" or "57" or "3D",
        NpgsqlException or TimeoutException => true,
        InvalidOperationException or Microsoft.EntityFrameworkCore.DbUpdateException => error.InnerException is not null
            && IsAway(error.InnerException),
        _ => false,
    };
}
