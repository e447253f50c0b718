namespace Engram.Web.Api.Requests;

/// <summary>HEAD wherever GET is: the same answer without its body, as RFC 9110 wants it.</summary>
internal static class HeadRequests
{
    /// <summary>Lets every endpoint of a group that takes GET take HEAD too.</summary>
    public static RouteGroupBuilder WithHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: ["GET"] } only)
            {
                endpoint.Metadata.Remove(only);
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            }
        });
        return group;
    }
}
