using System.Net;
using System.Net.Http.Headers;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>
/// Sends one request and follows its redirects. The authorization goes to the origin of the first
/// URL and nowhere else, and a redirect never leads from HTTPS to plain HTTP.
/// </summary>
internal sealed class Exchange(RegistryOptions options, EndpointTable endpoints, Failures failures) : IDisposable
{
    private const int MaxRedirects = 8;

    // Below this it costs more to ask first whether the body is welcome than to send it in vain.
    private const long ExpectContinueFromBytes = 1 << 20;

    private readonly HandlerPool _handlers = new(options);

    /// <summary>Sends the request of a call.</summary>
    /// <exception cref="RegistryException">No answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Call call, Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var origin = uri;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(
                call, uri, HostAddress.SameOrigin(uri, origin) ? authorization : null, cancellationToken);
            if (!call.FollowsRedirects || !IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(uri, location);
            if (redirects == MaxRedirects)
            {
                throw Failures.Protocol(call, uri, $"more than {MaxRedirects} redirects");
            }

            if (next.Scheme != Uri.UriSchemeHttps && (next.Scheme != Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
            {
                throw Failures.Protocol(call, uri, $"the redirect to {Redactor.Url(next)} gives up encryption");
            }

            uri = next;
        }
    }

    /// <summary>Whether HTTPS works at a host that may speak plain HTTP.</summary>
    /// <returns>Null when that cannot be told: nothing answered at all.</returns>
    /// <exception cref="RegistryException">It speaks TLS with a certificate that is not trusted.</exception>
    public async Task<bool?> SpeaksTlsAsync(Call call, CancellationToken cancellationToken)
    {
        var uri = new Uri($"https://{call.Endpoint.Authority}/v2/");
        if (_handlers.IsDirect(uri) && await ProbeAsync(uri, cancellationToken) is { } known)
        {
            return known;
        }

        try
        {
            using var response = await SendOnceAsync(call, uri, null, cancellationToken);
            return true;
        }
        catch (RegistryException e) when (e.Outcome == RegistryOutcome.TlsFailure && HandlerFor(call, uri).Refusal is null)
        {
            return false;
        }
        catch (RegistryException e) when (e.Outcome == RegistryOutcome.Unreachable)
        {
            return null;
        }
    }

    public void Dispose() => _handlers.Dispose();

    private async Task<bool?> ProbeAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await TlsProbe.AskAsync(uri, linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Call call, Uri uri, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var handler = HandlerFor(call, uri);
        using var stall = new CancellationTokenSource(options.ConnectTimeout + options.StallTimeout, options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        using var request = new HttpRequestMessage(call.Method, uri) { Version = HttpVersion.Version11 };
        request.Headers.Authorization = authorization;
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        foreach (var mediaType in call.Accept)
        {
            request.Headers.TryAddWithoutValidation("Accept", mediaType);
        }

        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Offset > 0 || call.Last is not null)
        {
            request.Headers.Range = new RangeHeaderValue(call.Offset, call.Last);
        }

        if (call.Content is not null)
        {
            request.Content = call.Content(() => stall.CancelAfter(options.StallTimeout));
            request.Headers.ExpectContinue = request.Content.Headers.ContentLength >= ExpectContinueFromBytes;
        }

        try
        {
            return await handler.SendAsync(request, linked.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            throw failures.FromNetwork(call, uri, e, handler.Refusal);
        }
    }

    // Trust belongs to the host as it was named, with its port; to where it leads on by itself, by URL.
    private HostHandler HandlerFor(Call call, Uri uri) => HostAddress.IsAt(uri, call.Endpoint.Authority)
        ? _handlers.For(call.Endpoint.Authority, verify: !call.Endpoint.Insecure)
        : _handlers.For(uri.Authority, verify: !endpoints.IsInsecure(uri.Authority));

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
