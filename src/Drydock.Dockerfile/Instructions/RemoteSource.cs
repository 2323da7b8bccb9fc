using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Sources;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Tells sources that are fetched from paths.</summary>
public static class RemoteSource
{
    /// <summary>Whether the source is a URL to download.</summary>
    public static bool IsHttp(string source) =>
        (source.StartsWith("http://", StringComparison.Ordinal) || source.StartsWith("https://", StringComparison.Ordinal))
        && !IsGit(source);

    /// <summary>Whether the source is a git repository.</summary>
    /// <exception cref="DockerfileException">It is one, and malformed.</exception>
    public static bool IsGit(string source)
    {
        try
        {
            return GitReference.Parse(source) is { IsIndistinguishableFromLocal: false };
        }
        catch (FormatException e)
        {
            throw new DockerfileException(DiagnosticCodes.InvalidArguments, e.Message);
        }
    }
}
