using System.Net.Http.Headers;

namespace Drydock.Registry.Downloads;

/// <summary>The file name of <c>Content-Disposition</c>, RFC 6266.</summary>
internal static class ProposedName
{
    /// <summary>The last component of the name; null when there is none that could be a file's.</summary>
    public static string? Of(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Disposition", out var values)
            || !ContentDispositionHeaderValue.TryParse(values.ToString(), out var disposition))
        {
            return null;
        }

        var proposed = (disposition.FileNameStar ?? disposition.FileName)?.Trim('"').Split('/', '\\')[^1];
        return proposed is null or "" or "." or ".." || proposed.Any(char.IsControl) ? null : proposed;
    }
}
