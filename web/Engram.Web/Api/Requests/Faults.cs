using Engram.Experiments.Options;

namespace Engram.Web.Api.Requests;

/// <summary>Everything that is wrong with one request, collected while its parts are read.</summary>
internal sealed class Faults
{
    /// <summary>Field or parameter → what is wrong with it; <c>$</c> is the body as a whole.</summary>
    public FieldErrors Fields { get; } = new();

    /// <summary>True when a JSON body was wanted and something else was sent.</summary>
    public bool MediaType { get; set; }

    /// <summary>What could be read of a body with faults, for an <see cref="IBodyCheck{T}"/> to look for more.</summary>
    public object? Salvaged { get; set; }

    /// <summary>The faults of a request.</summary>
    public static Faults Of(HttpContext context)
    {
        if (context.Features.Get<Faults>() is { } known) return known;
        var faults = new Faults();
        context.Features.Set(faults);
        return faults;
    }
}
