using Engram.Tracking.Projects;
using Engram.Tracking.Search;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Engram.Tracking.Storage.Tables;

internal sealed class SearchKeyTable : IEntityTypeConfiguration<SearchKey>
{
    public void Configure(EntityTypeBuilder<SearchKey> key)
    {
        key.ToTable(table => table.HasCheckConstraint("ck_search_keys_kind", "kind in ('option', 'metric', 'tag')"));
        key.HasKey(k => new { k.ProjectId, k.Kind, k.Key });
        key.HasOne<Project>().WithMany().HasForeignKey(k => k.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SortIndexTable : IEntityTypeConfiguration<SortIndex>
{
    public void Configure(EntityTypeBuilder<SortIndex> index)
    {
        index.ToTable("SortIndexes", table => table.HasCheckConstraint("ck_sort_indexes", "kind in ('option', 'metric', 'column') and state in ('wanted', 'ready', 'failed')"));
        index.HasIndex(i => new { i.Kind, i.Key, i.Aggregate }).IsUnique();
        index.HasIndex(i => i.Name).IsUnique();
    }
}
