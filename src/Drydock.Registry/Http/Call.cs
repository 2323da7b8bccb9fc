using System.Net;
using Drydock.Registry.Auth;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>One request to an endpoint, as often as it has to be sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Endpoint">Who is asked.</param>
/// <param name="Target">Path and query at the endpoint, or an absolute URL that the endpoint gave.</param>
/// <param name="Purpose">What for, to complete the sentence "cannot …".</param>
internal sealed record Call(HttpMethod Method, Endpoint Endpoint, string Target, string Purpose)
{
    /// <summary>What the request needs to be allowed.</summary>
    public IReadOnlyList<Scope> Scopes { get; init; } = [];

    /// <summary>Media types accepted in the answer.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Further headers, such as those that make a request conditional.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The first byte wanted, when not all.</summary>
    public long Offset { get; init; }

    /// <summary>The last byte wanted; null for all from <see cref="Offset"/> on.</summary>
    public long? Last { get; init; }

    /// <summary>Makes the body; the argument is to be called whenever bytes have moved.</summary>
    public Func<Action, HttpContent>? Content { get; init; }

    /// <summary>Statuses that are answers rather than failures.</summary>
    public IReadOnlyList<HttpStatusCode> Expected { get; init; } = [HttpStatusCode.OK];

    /// <summary>Whether failures are retried here; uploads recover in their own way.</summary>
    public bool Retries { get; init; } = true;

    /// <summary>Whether redirects are followed; not where the body itself is secret.</summary>
    public bool FollowsRedirects { get; init; } = true;
}
