using System.Text;
using Drydock.Linux;

namespace Drydock.Build.Sources;

/// <summary>
/// The secrets that let sources be fetched: <c>GIT_AUTH_TOKEN</c>, <c>GIT_AUTH_HEADER</c>, <c>HTTP_AUTH_TOKEN</c> and
/// <c>HTTP_AUTH_HEADER</c>, each for one host or (those of git) for all.
/// </summary>
/// <param name="secrets">Secrets of the build by id.</param>
internal sealed class SourceSecrets(IReadOnlyDictionary<string, Func<byte[]>> secrets)
{
    /// <summary>The value of <c>Authorization</c> for downloads from a host; null for none.</summary>
    public string? ForDownload(Uri url) =>
        Find($"HTTP_AUTH_HEADER_{url.Host}") ?? (Find($"HTTP_AUTH_TOKEN_{url.Host}") is { } token ? $"Bearer {token}" : null);

    /// <summary>The value of <c>Authorization</c> for a git server; null for none.</summary>
    public string? ForGit(Uri url)
    {
        var header = Find($"GIT_AUTH_HEADER.{url.Host}") ?? Find("GIT_AUTH_HEADER");
        if (header?.Contains(' ') == true)
        {
            return header;
        }

        if ((Find($"GIT_AUTH_TOKEN.{url.Host}") ?? Find("GIT_AUTH_TOKEN")) is { } token)
        {
            return header is null ? Basic($"x-access-token:{token}") : $"{header} {token}";
        }

        return url.UserInfo.Length > 0 ? Basic(Uri.UnescapeDataString(url.UserInfo)) : null;
    }

    private static string Basic(string userAndPassword) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword));

    // What an editor adds at the end of a file is not part of the token.
    private string? Find(string id) =>
        secrets.TryGetValue(id, out var read) && ByteText.Decode(read()).Trim() is { Length: > 0 } value ? value : null;
}
