using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Drydock.Registry.Auth;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>
/// Sends calls to registries: finds the scheme, adds the authorization, answers challenges,
/// repeats what failed in passing, and turns everything unexpected into a <see cref="RegistryException"/>.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    // A mirror is only a short cut: the registry itself is next.
    private const int MirrorAttempts = 2;

    private readonly RegistryOptions _options;
    private readonly Exchange _exchange;
    private readonly Authenticator _authenticator;
    private readonly TokenClient _tokens;
    private readonly Redactor _redactor = new();
    private readonly RetryPipeline _originRetry;
    private readonly RetryPipeline _mirrorRetry;
    private readonly ConcurrentDictionary<string, string> _schemes = new(StringComparer.OrdinalIgnoreCase);

    public RegistryTransport(RegistryOptions options)
    {
        _options = options;
        Endpoints = new EndpointTable(options);
        Failures = new Failures(options, _redactor);
        _exchange = new Exchange(options, Endpoints, Failures);
        _tokens = new TokenClient(options, _exchange, Endpoints, Failures, _redactor);
        _authenticator = new Authenticator(options, _tokens, _redactor);
        _originRetry = new RetryPipeline(options, options.Retry.MaxAttempts);
        _mirrorRetry = new RetryPipeline(options, Math.Min(MirrorAttempts, options.Retry.MaxAttempts));
    }

    /// <summary>Where repositories are.</summary>
    public EndpointTable Endpoints { get; }

    /// <summary>Makes the exceptions.</summary>
    public Failures Failures { get; }

    /// <summary>Sends a call until an expected answer comes; the caller disposes it.</summary>
    /// <exception cref="RegistryException">No expected answer came.</exception>
    public async Task<HttpResponseMessage> SendAsync(Call call, CancellationToken cancellationToken) => call.Retries
        ? await PipelineOf(call.Endpoint).ExecuteAsync(
            static async (state, token) => await state.Self.AttemptAsync(state.Call, token), (Self: this, Call: call), cancellationToken)
        : await AttemptAsync(call, cancellationToken);

    /// <summary>Sends a call and works on its answer; both are repeated together.</summary>
    /// <exception cref="RegistryException">No expected answer came.</exception>
    public async Task<T> SendAsync<T>(
        Call call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        await PipelineOf(call.Endpoint).ExecuteAsync(
            static async (state, token) =>
            {
                using var response = await state.Self.AttemptAsync(state.Call, token);
                try
                {
                    return await state.Read(response, token);
                }
                catch (Exception e) when (e is HttpRequestException or TimeoutException || (e is IOException and not RegistryException and not BodyTooLargeException))
                {
                    throw state.Self.Failures.FromNetwork(state.Call, response.RequestMessage!.RequestUri!, e, refusal: null);
                }
            },
            (Self: this, Call: call, Read: read),
            cancellationToken);

    /// <summary>Proves a credential; see <see cref="RegistryClient.LoginAsync"/>.</summary>
    /// <returns>The identity token to keep in its place, if the registry gives one.</returns>
    public async Task<string?> LoginAsync(Call call, Credentials.Credential credential, CancellationToken cancellationToken)
    {
        _redactor.Learn(credential);
        var uri = await UriOfAsync(call, cancellationToken);
        using var open = await _exchange.SendAsync(call, uri, null, cancellationToken);
        if (open.StatusCode == HttpStatusCode.OK)
        {
            return null;
        }

        var challenges = ChallengeParser.Parse(ValuesOf(open, "WWW-Authenticate"));
        if (challenges.FirstOrDefault(c => c.Scheme == "bearer") is { } bearer)
        {
            return await _tokens.LoginAsync(call, uri, bearer, credential, cancellationToken);
        }

        var authorization = credential.Password is not null && challenges.Any(c => c.Scheme == "basic") ? Authenticator.Basic(credential) : null;
        using var proven = await _exchange.SendAsync(call, uri, authorization, cancellationToken);
        return proven.StatusCode == HttpStatusCode.OK
            ? null
            : throw await Failures.FromResponseAsync(call, proven, credential.ToString(), cancellationToken);
    }

    /// <summary>All values of a header, without the runtime's own reading of them.</summary>
    public static IEnumerable<string> ValuesOf(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values : [];

    public void Dispose() => _exchange.Dispose();

    /// <summary>The retries that belong to an endpoint.</summary>
    public RetryPipeline PipelineOf(Endpoint endpoint) => endpoint.IsMirror ? _mirrorRetry : _originRetry;

    private async Task<HttpResponseMessage> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        var uri = await UriOfAsync(call, cancellationToken);
        // An upload may be sent on to a storage host, whose URL is its own authorization.
        var isRegistry = HostAddress.IsAt(uri, call.Endpoint.Authority);
        var authorization = isRegistry ? await _authenticator.PrepareAsync(call, uri, cancellationToken) : null;
        var response = await _exchange.SendAsync(call, uri, authorization, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && isRegistry && CameFrom(uri, response))
        {
            var challenges = ChallengeParser.Parse(ValuesOf(response, "WWW-Authenticate"));
            if (await AnswerAsync(call, uri, challenges, authorization, response, cancellationToken) is { } answer)
            {
                response.Dispose();
                authorization = answer;
                response = await _exchange.SendAsync(call, uri, authorization, cancellationToken);
            }
        }

        if (call.Expected.Contains(response.StatusCode))
        {
            return response;
        }

        using (response)
        {
            var user = authorization is null ? null : (await _authenticator.CredentialAsync(call.Endpoint, cancellationToken))?.ToString();
            throw await Failures.FromResponseAsync(call, response, user, cancellationToken);
        }
    }

    private async Task<AuthenticationHeaderValue?> AnswerAsync(
        Call call,
        Uri uri,
        IReadOnlyList<Challenge> challenges,
        AuthenticationHeaderValue? rejected,
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _authenticator.AnswerAsync(call, uri, challenges, rejected, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static bool CameFrom(Uri uri, HttpResponseMessage response) =>
        response.RequestMessage?.RequestUri is { } answered && HostAddress.SameOrigin(uri, answered);

    private async Task<Uri> UriOfAsync(Call call, CancellationToken cancellationToken) =>
        Uri.TryCreate(call.Target, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https"
            ? absolute
            : new Uri($"{await SchemeOfAsync(call, cancellationToken)}://{call.Endpoint.Authority}{call.Target}");

    private async ValueTask<string> SchemeOfAsync(Call call, CancellationToken cancellationToken)
    {
        var endpoint = call.Endpoint;
        if (!endpoint.Insecure && !HostAddress.IsLoopback(endpoint.Authority))
        {
            return Uri.UriSchemeHttps;
        }

        if (_schemes.TryGetValue(endpoint.Authority, out var known))
        {
            return known;
        }

        var probe = new Call(HttpMethod.Get, endpoint, "/v2/", call.Purpose);
        var speaksTls = await _exchange.SpeaksTlsAsync(probe, cancellationToken);
        var scheme = speaksTls == true ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        if (speaksTls is not null)
        {
            _schemes[endpoint.Authority] = scheme;
        }

        return scheme;
    }
}
