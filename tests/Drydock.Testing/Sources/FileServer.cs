using System.Collections.Concurrent;
using System.Globalization;

namespace Drydock.Testing.Sources;

/// <summary>A file of a <see cref="FileServer"/>.</summary>
/// <param name="Bytes">Its content.</param>
public sealed record ServedFile(byte[] Bytes)
{
    /// <summary>Its entity tag, with quotes; null for none.</summary>
    public string? ETag { get; init; }

    /// <summary>When it was modified; null when that is not said.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The <c>Content-Disposition</c>; null for none.</summary>
    public string? Disposition { get; init; }

    /// <summary>The <c>Authorization</c> without which it is not given; null for none.</summary>
    public string? Authorization { get; init; }
}

/// <summary>A web server on loopback with files that can change, which answers conditional requests as RFC 9110 says.</summary>
public sealed class FileServer : IDisposable
{
    private readonly RawHttpServer _server;
    private int _downloads;

    /// <summary>Starts it.</summary>
    /// <param name="certificate">Makes it speak TLS.</param>
    public FileServer(TestCertificate? certificate = null) => _server = new RawHttpServer(Answer, certificate);

    /// <summary>The files by path, with a slash at the beginning.</summary>
    public ConcurrentDictionary<string, ServedFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The URL of its root, without a slash at the end.</summary>
    public string Url => _server.Url;

    /// <summary>Host and port.</summary>
    public string Host => _server.Host;

    /// <summary>How often a file was sent.</summary>
    public int Downloads => _downloads;

    /// <summary>All requests so far.</summary>
    public IEnumerable<RawRequest> Requests => _server.Requests;

    /// <summary>Serves a text.</summary>
    /// <returns>Its URL.</returns>
    public string Serve(string path, string text, Func<ServedFile, ServedFile>? with = null) => Serve(path, System.Text.Encoding.UTF8.GetBytes(text), with);

    /// <summary>Serves bytes.</summary>
    /// <returns>Their URL.</returns>
    public string Serve(string path, byte[] bytes, Func<ServedFile, ServedFile>? with = null)
    {
        var file = new ServedFile(bytes);
        Files[path] = with is null ? file : with(file);
        return Url + path;
    }

    /// <inheritdoc/>
    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private RawResponse Answer(RawRequest request)
    {
        if (!Files.TryGetValue(request.Path, out var file))
        {
            return RawResponse.Text(404, "text/plain", "no such file\n");
        }

        if (file.Authorization is { } wanted && request["Authorization"] != wanted)
        {
            return RawResponse.Text(401, "text/plain", "who are you?\n");
        }

        var headers = new List<(string, string)> { ("Date", DateTimeOffset.FromUnixTimeSeconds(4_000_000_000).ToString("r", CultureInfo.InvariantCulture)) };
        if (file.ETag is { } tag)
        {
            headers.Add(("ETag", tag));
        }

        if (file.LastModified is { } time)
        {
            headers.Add(("Last-Modified", time.ToString("r", CultureInfo.InvariantCulture)));
        }

        if (file.Disposition is { } disposition)
        {
            headers.Add(("Content-Disposition", disposition));
        }

        if (StillHolds(request, file))
        {
            return new RawResponse(304) { Headers = headers };
        }

        Interlocked.Increment(ref _downloads);
        return new RawResponse(200) { Headers = headers, Body = file.Bytes };
    }

    private static bool StillHolds(RawRequest request, ServedFile file) => request["If-None-Match"] is { } tag
        ? tag == file.ETag
        : request["If-Modified-Since"] is { } since && file.LastModified <= DateTimeOffset.Parse(since, CultureInfo.InvariantCulture);
}
