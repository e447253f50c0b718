using Engram.Tracking.Idempotency;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Web.Api.Idempotency;

/// <summary>The <c>Idempotency-Key</c> of the request at hand, if it has one.</summary>
internal sealed class IdempotencyKey
{
    private EngramDb? _db;

    /// <summary>What is to be remembered; null when the request has no key.</summary>
    public KeyedRequest? Request { get; set; }

    /// <summary>True when the request was remembered together with what it made.</summary>
    public bool IsKept => _db is not null && _db.Entry(Request!).State == EntityState.Unchanged;

    /// <summary>Remembers the request in the next save of <paramref name="db"/>. Call it right before the save that makes the thing.</summary>
    public void KeepIn(EngramDb db)
    {
        if (Request is null) return;
        db.Add(Request);
        _db = db;
    }
}
