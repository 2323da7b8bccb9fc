using System.Globalization;
using System.Text;

namespace Drydock.Testing;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">The headers; of equal names the last.</param>
/// <param name="Client">The connection: the body stands there, and the answer goes there.</param>
public sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, Stream Client)
{
    private const int MaxHead = 64 * 1024;

    /// <summary>The path without the query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>How many bytes of body are announced.</summary>
    public long ContentLength => long.Parse(this["Content-Length"] ?? "0", CultureInfo.InvariantCulture);

    /// <summary>A header; null when absent.</summary>
    public string? this[string name] => Headers.GetValueOrDefault(name);

    /// <summary>A parameter of the query, decoded; null when absent.</summary>
    public string? Query(string name) => QueryAll(name).FirstOrDefault();

    /// <summary>All values of a parameter of the query, decoded.</summary>
    public IEnumerable<string> QueryAll(string name) => (Target.Split('?', 2) is [_, var query] ? query : "")
        .Split('&').Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)).Select(pair => Uri.UnescapeDataString(pair[(name.Length + 1)..]));

    /// <summary>Reads the start of the body, all of it by default.</summary>
    public async Task<byte[]> ReadBodyAsync(long? limit = null, CancellationToken cancellationToken = default)
    {
        if (this["Expect"] is not null)
        {
            await Client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
        }

        if (this["Transfer-Encoding"] == "chunked")
        {
            return await ReadChunksAsync(cancellationToken);
        }

        var body = new byte[Math.Min(limit ?? long.MaxValue, ContentLength)];
        await Client.ReadExactlyAsync(body, cancellationToken);
        return body;
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (true)
        {
            var line = "";
            var one = new byte[1];
            while (!line.EndsWith("\r\n", StringComparison.Ordinal))
            {
                await Client.ReadExactlyAsync(one, cancellationToken);
                line += (char)one[0];
            }

            var chunk = new byte[int.Parse(line.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 2];
            await Client.ReadExactlyAsync(chunk, cancellationToken);
            if (chunk.Length == 2)
            {
                return [.. body];
            }

            body.AddRange(chunk[..^2]);
        }
    }

    /// <summary>Reads the head of a request; null when what came is none.</summary>
    public static async Task<RawRequest?> ReadAsync(Stream client, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            // The first byte of TLS is no letter: someone asks whether it is spoken here.
            if (head.Count > MaxHead || await client.ReadAsync(one, cancellationToken) == 0 || (head.Count == 0 && !char.IsAsciiLetter((char)one[0])))
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var start = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            headers[name] = name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && headers.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return new RawRequest(start[0], start[1], headers, client);
    }
}

/// <summary>An answer, with what is to go wrong in sending it.</summary>
public sealed record RawResponse(int Status)
{
    /// <summary>Headers beside Content-Length and Connection.</summary>
    public IList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The Content-Length that is claimed; null for the true one.</summary>
    public long? DeclaredLength { get; init; }

    /// <summary>Closes the connection after so many bytes of body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Sends nothing more after so many bytes of body, and leaves the connection open.</summary>
    public int? StallAfter { get; init; }

    /// <summary>An answer with a text.</summary>
    public static RawResponse Text(int status, string contentType, string body) =>
        new(status) { Body = Encoding.UTF8.GetBytes(body), Headers = [("Content-Type", contentType)] };

    /// <summary>Sends it.</summary>
    public async Task WriteAsync(Stream client, string method, CancellationToken cancellationToken)
    {
        var head = new StringBuilder($"HTTP/1.1 {Status} Status\r\nConnection: close\r\n");
        if (Headers.All(h => h.Name != "Content-Length"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {DeclaredLength ?? Body.Length}\r\n");
        }

        foreach (var (name, value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await client.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), cancellationToken);
        if (method != "HEAD")
        {
            await client.WriteAsync(Body.AsMemory(0, Math.Min(CutAfter ?? StallAfter ?? Body.Length, Body.Length)), cancellationToken);
        }

        await client.FlushAsync(cancellationToken);
        if (StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
