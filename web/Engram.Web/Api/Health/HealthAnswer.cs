namespace Engram.Web.Api.Health;

/// <summary>How the host is.</summary>
/// <param name="Status"><c>ready</c> or <c>not ready</c>.</param>
/// <param name="Reason">Why it is not ready; absent otherwise.</param>
internal sealed record HealthAnswer(string Status, string? Reason);
