namespace Engram.Web.Api.Paging;

/// <summary>A part of a list, newest first.</summary>
/// <param name="Items">The entries of this page.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; absent on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>How many entries a page has unless the caller says otherwise.</summary>
    public const int DefaultSize = 100;

    /// <summary>A page from one entry more than it is to have, which tells whether there is a next one.</summary>
    /// <param name="found">Up to <paramref name="limit"/> + 1 entries.</param>
    /// <param name="limit">How many the page is to have.</param>
    /// <param name="key">Where an entry stands in the list.</param>
    public static Page<T> Of(List<T> found, int limit, Func<T, Cursor> key) =>
        found.Count <= limit ? new(found, null) : new(found[..limit], key(found[limit - 1]).ToString());
}
