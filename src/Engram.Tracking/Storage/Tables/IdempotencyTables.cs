using Engram.Tracking.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class KeyedRequestTable : IEntityTypeConfiguration<KeyedRequest>
{
    public void Configure(EntityTypeBuilder<KeyedRequest> request)
    {
        request.ToTable(table => table.HasCheckConstraint("ck_keyed_requests", "length(key) between 1 and 255 and length(hash) = 32 and (status is null) = (answer is null)"));
        request.HasKey(r => r.Key);
        // Old ones are deleted by age.
        request.HasIndex(r => r.CreatedAt);
    }
}
