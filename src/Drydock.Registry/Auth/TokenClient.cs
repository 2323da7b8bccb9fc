using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Registry.Http;

namespace Drydock.Registry.Auth;

/// <summary>Gets bearer tokens from token servers and keeps them while they are valid.</summary>
/// <remarks>docker's token authentication specification; RFC 6750; OAuth 2 refresh tokens, RFC 6749, 6.</remarks>
internal sealed class TokenClient(RegistryOptions options, Exchange exchange, EndpointTable endpoints, Failures failures, Redactor redactor)
{
    private const string ClientId = "drydock";
    private const int MaxAnswerBytes = 1 << 20;
    private const int MaxTokenLength = 256 * 1024;

    // The specification's default lifetime; and the time a token may be on its way.
    private static readonly TimeSpan s_defaultLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>A token for the scopes of a call.</summary>
    /// <param name="call">What the token is for.</param>
    /// <param name="registry">The URL that gave the challenge.</param>
    /// <param name="challenge">The challenge.</param>
    /// <param name="credential">The identity to prove; null for anonymous access.</param>
    /// <param name="rejected">A token that was not accepted and must not be given again.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="RegistryException">There is no token to be had.</exception>
    public async Task<string> GetAsync(
        Call call, Uri registry, Challenge challenge, Credential? credential, string? rejected, CancellationToken cancellationToken)
    {
        var realm = RealmOf(call, registry, challenge);
        var scopes = ScopesOf(call, challenge);
        var slot = _slots.GetOrAdd($"{realm} {challenge["service"]} {credential?.User} {string.Join(' ', scopes)}", _ => new Slot());
        // One request at a time for the same token: the others use its result.
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (slot.Token is null || slot.Token == rejected || options.TimeProvider.GetUtcNow() >= slot.Expires)
            {
                options.OnEvent?.Invoke(new TokenRequested(call.Endpoint.Registry, string.Join(' ', scopes.Select(s => s.Display))));
                var now = options.TimeProvider.GetUtcNow();
                var answer = await FetchAsync(call, realm, challenge["service"], scopes, credential, offline: false, cancellationToken);
                (slot.Token, slot.Expires) = (answer.Token, now + answer.Lifetime - s_margin);
            }

            return slot.Token;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    /// <summary>Proves a credential and asks for an identity token to keep in its place; null when there is none.</summary>
    public async Task<string?> LoginAsync(Call call, Uri registry, Challenge challenge, Credential credential, CancellationToken cancellationToken)
    {
        var realm = RealmOf(call, registry, challenge);
        var answer = await FetchAsync(call, realm, challenge["service"], [], credential, offline: true, cancellationToken);
        return answer.RefreshToken;
    }

    /// <summary>
    /// The token server. It is the registry that names it, so it is checked before anything secret
    /// goes there: HTTPS, or plain HTTP only when the registry itself is spoken to so, and then to
    /// the registry's own host, to this machine, or to a host named insecure.
    /// </summary>
    private Uri RealmOf(Call call, Uri registry, Challenge challenge)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0)
        {
            throw Failures.Protocol(call, registry, "the registry names no usable token server");
        }

        var plainAllowed = registry.Scheme == Uri.UriSchemeHttp && realm.Scheme == Uri.UriSchemeHttp
            && (realm.IdnHost.Equals(registry.IdnHost, StringComparison.OrdinalIgnoreCase)
                || endpoints.IsInsecure(realm.Authority)
                || (HostAddress.IsLoopback(realm.IdnHost) && HostAddress.IsLoopback(registry.IdnHost)));
        return realm.Scheme == Uri.UriSchemeHttps || plainAllowed
            ? realm
            : throw Failures.Protocol(call, registry, $"the token server {Redactor.Url(realm)} is not encrypted; no credentials are sent there");
    }

    private static IReadOnlyList<Scope> ScopesOf(Call call, Challenge challenge) =>
        [.. call.Scopes, .. Scope.ParseAll(challenge["scope"]).Where(asked => !call.Scopes.Any(own => own.Covers(asked)) && IsForThis(call, asked))];

    // The challenge kept for a host names the repository it was first asked for: another one's
    // scope is no use, and a token server may refuse the whole request for it.
    private static bool IsForThis(Call call, Scope asked) => call.Scopes.Count == 0 || call.Scopes.Any(own => own.Name == asked.Name);

    private async Task<TokenAnswer> FetchAsync(
        Call call, Uri realm, string service, IReadOnlyList<Scope> scopes, Credential? credential, bool offline, CancellationToken cancellationToken)
    {
        var (request, uri, authorization) = credential?.IdentityToken is { } identity
            ? (Refresh(call, service, scopes, identity), realm, null)
            : (call with { Method = HttpMethod.Get, Content = null }, WithQuery(realm, service, scopes, credential, offline), Basic(credential));
        request = request with { Accept = [], Offset = 0, Purpose = $"get a token to {call.Purpose}" };

        using var response = await exchange.SendAsync(request, uri, authorization, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw await failures.FromResponseAsync(request, response, credential?.ToString(), cancellationToken);
        }

        return await ReadAsync(request, uri, response, cancellationToken);
    }

    private async Task<TokenAnswer> ReadAsync(Call request, Uri uri, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(response, MaxAnswerBytes, options, cancellationToken);
            var json = JsonSerializer.Deserialize(body, TokenJsonContext.Default.TokenDocument);
            var token = json?.Token ?? json?.AccessToken;
            if (string.IsNullOrEmpty(token) || token.Length > MaxTokenLength || token.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e'))
            {
                throw Failures.Protocol(request, uri, "the token server sent no usable token");
            }

            redactor.Learn(token);
            redactor.Learn(json!.RefreshToken);
            var lifetime = TimeSpan.FromSeconds(Math.Clamp(json.ExpiresIn ?? 0, 0, 86_400));
            return new TokenAnswer(token, json.RefreshToken, lifetime < s_defaultLifetime ? s_defaultLifetime : lifetime);
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            throw Failures.Protocol(request, uri, "the token server's answer is not a token document");
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException and not RegistryException)
        {
            throw failures.FromNetwork(request, uri, e, refusal: null);
        }
    }

    private static AuthenticationHeaderValue? Basic(Credential? credential) =>
        credential?.Password is null ? null : Authenticator.Basic(credential);

    private static Call Refresh(Call call, string service, IReadOnlyList<Scope> scopes, string identity)
    {
        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "refresh_token"),
            new("refresh_token", identity),
            new("client_id", ClientId),
            new("service", service),
        };
        if (scopes.Count > 0)
        {
            form.Add(new("scope", string.Join(' ', scopes)));
        }

        return call with { Method = HttpMethod.Post, Content = _ => new FormUrlEncodedContent(form), FollowsRedirects = false };
    }

    private static Uri WithQuery(Uri realm, string service, IReadOnlyList<Scope> scopes, Credential? credential, bool offline)
    {
        var query = new List<string>();
        if (realm.Query.Length > 1)
        {
            query.Add(realm.Query[1..]);
        }

        Add("service", service);
        foreach (var scope in scopes)
        {
            Add("scope", scope.ToString());
        }

        Add("account", credential?.User ?? "");
        if (offline)
        {
            Add("offline_token", "true");
            Add("client_id", ClientId);
        }

        return new UriBuilder(realm) { Query = string.Join('&', query) }.Uri;

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={Uri.EscapeDataString(value)}"));
            }
        }
    }

    private sealed record TokenAnswer(string Token, string? RefreshToken, TimeSpan Lifetime);

    /// <summary>One token, and who may fetch it now.</summary>
    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public string? Token { get; set; }

        public DateTimeOffset Expires { get; set; }
    }
}
