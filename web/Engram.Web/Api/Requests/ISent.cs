namespace Engram.Web.Api.Requests;

/// <summary>A body as it was sent.</summary>
internal interface ISent
{
    /// <summary>Its bytes.</summary>
    ReadOnlyMemory<byte> Bytes { get; }
}
