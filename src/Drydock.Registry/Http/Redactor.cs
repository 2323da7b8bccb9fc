using System.Collections.Concurrent;
using System.Text;
using Drydock.Registry.Auth;
using Drydock.Registry.Credentials;

namespace Drydock.Registry.Http;

/// <summary>
/// The one place that makes text fit to be shown: it strips user information and unknown query
/// values from URLs, every secret it has been told from texts, and control characters.
/// </summary>
internal sealed class Redactor
{
    private const string Mask = "***";
    private const int ShortestSecret = 4;

    // Only these appear in URLs of the distribution API with values that are no secrets;
    // signed storage URLs carry theirs under many names.
    private static readonly HashSet<string> s_openParameters = new(StringComparer.Ordinal)
    {
        "n", "last", "digest", "mount", "from", "artifactType", "service", "scope", "account", "client_id", "offline_token",
    };

    private readonly ConcurrentDictionary<string, bool> _secrets = new(StringComparer.Ordinal);

    /// <summary>Remembers all secrets of a credential.</summary>
    public void Learn(Credential? credential)
    {
        if (credential is null)
        {
            return;
        }

        Learn(credential.Password);
        Learn(credential.IdentityToken);
        Learn(credential.RegistryToken);
        if (credential.Password is not null)
        {
            Learn(Authenticator.Basic(credential).Parameter);
        }
    }

    /// <summary>Remembers a secret, plain and as base64.</summary>
    public void Learn(string? secret)
    {
        if (secret is null || secret.Length < ShortestSecret)
        {
            return;
        }

        _secrets[secret] = true;
        _secrets[Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))] = true;
        _secrets[Uri.EscapeDataString(secret)] = true;
    }

    /// <summary>The text without secrets and control characters, at most <paramref name="maxLength"/> characters.</summary>
    public string Text(string text, int maxLength = 400)
    {
        foreach (var secret in _secrets.Keys.OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return Clean(text, maxLength);
    }

    /// <summary>A URL without user information, fragment, and the values of parameters not known to be harmless.</summary>
    public static string Url(Uri uri)
    {
        if (!uri.IsAbsoluteUri)
        {
            return Clean(uri.OriginalString.Split('?', '#')[0], 400);
        }

        var query = string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Parameter));
        return $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}{(query.Length > 0 ? "?" : "")}{query}";
    }

    /// <summary>As <see cref="Url(Uri)"/>; what is no URL at all is masked.</summary>
    public static string Url(string? url) =>
        url is null ? "" : Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Url(uri) : Mask;

    private static string Parameter(string pair)
    {
        var split = pair.IndexOf('=', StringComparison.Ordinal);
        return split < 0 || s_openParameters.Contains(pair[..split]) ? pair : $"{pair[..split]}={Mask}";
    }

    internal static string Clean(string text, int maxLength)
    {
        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, maxLength)))
        {
            // A registry must not be able to steer the terminal.
            clean.Append(char.IsControl(c) || char.IsSurrogate(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' ? ' ' : c);
        }

        return clean.ToString().Trim();
    }
}
