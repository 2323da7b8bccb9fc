using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Drydock.Registry.Configuration;
using Drydock.Registry.Credentials;
using Drydock.Registry.Http;

namespace Drydock.Registry.Auth;

/// <summary>
/// Answers the challenges of registries: nothing, basic, or a bearer token from the token server.
/// It learns each registry's way from the first 401 and is then ahead of it.
/// </summary>
internal sealed class Authenticator(RegistryOptions options, TokenClient tokens, Redactor redactor)
{
    private readonly ConcurrentDictionary<string, Challenge> _challenges = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string Host, string Path), Task<Credential?>> _credentials = new();

    /// <summary>The authorization to send with a request whose way is known already; null for none.</summary>
    public async ValueTask<AuthenticationHeaderValue?> PrepareAsync(Call call, Uri uri, CancellationToken cancellationToken) =>
        _challenges.TryGetValue(KeyOf(uri), out var challenge)
            ? await AuthorizeAsync(call, uri, challenge, rejected: null, cancellationToken)
            : null;

    /// <summary>The authorization that answers a 401; null when there is nothing (else) to offer.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="uri">The URL of the registry that answered.</param>
    /// <param name="challenges">What it offers.</param>
    /// <param name="rejected">The authorization that it did not accept.</param>
    /// <param name="cancellationToken">Cancels token requests.</param>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        Call call, Uri uri, IReadOnlyList<Challenge> challenges, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken)
    {
        var challenge = challenges.FirstOrDefault(c => c.Scheme == "bearer") ?? challenges.FirstOrDefault(c => c.Scheme == "basic");
        if (challenge is null)
        {
            return null;
        }

        _challenges[KeyOf(uri)] = challenge;
        var answer = await AuthorizeAsync(call, uri, challenge, rejected, cancellationToken);
        return answer?.Parameter == rejected?.Parameter ? null : answer;
    }

    /// <summary>The credential used for an endpoint; null for none.</summary>
    public async Task<Credential?> CredentialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var key = (endpoint.Registry, endpoint.Path);
        try
        {
            return await _credentials.GetOrAdd(key, k => FindAsync(k.Host, k.Path)).WaitAsync(cancellationToken);
        }
        catch
        {
            // A helper that failed is asked again next time.
            _credentials.TryRemove(key, out _);
            throw;
        }
    }

    /// <summary>The header of basic authentication.</summary>
    public static AuthenticationHeaderValue Basic(Credential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));

    private async Task<AuthenticationHeaderValue?> AuthorizeAsync(
        Call call, Uri uri, Challenge challenge, AuthenticationHeaderValue? rejected, CancellationToken cancellationToken)
    {
        var credential = await CredentialAsync(call.Endpoint, cancellationToken);
        if (credential?.RegistryToken is { } registryToken)
        {
            return new AuthenticationHeaderValue("Bearer", registryToken);
        }

        if (challenge.Scheme == "basic")
        {
            return credential?.Password is null ? null : Basic(credential);
        }

        var token = await tokens.GetAsync(call, uri, challenge, credential, rejected?.Parameter, cancellationToken);
        return new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task<Credential?> FindAsync(string host, string path)
    {
        // Several requests wait for this one: none of them may cancel it for the others.
        var credential = await options.Credentials.FindAsync(host, path.Length == 0 ? null : path, CancellationToken.None);
        redactor.Learn(credential);
        return credential;
    }

    private static string KeyOf(Uri uri) => $"{uri.Scheme}://{uri.Authority}";
}
