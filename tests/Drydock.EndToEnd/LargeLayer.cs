using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Drydock.EndToEnd;

/// <summary>A registry with one image, whose one layer is large: its bytes are made while they are sent, and kept nowhere.</summary>
internal sealed class LargeLayer : IAsyncDisposable
{
    private const int Block = 1 << 20;
    private const int HeaderBytes = 512;
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly byte[] _block = new byte[Block];
    private readonly byte[] _header;
    private readonly byte[] _config;
    private readonly byte[] _manifest;
    private readonly CancellationTokenSource _end = new();
    private readonly RawHttpServer _server;
    private long _sent;

    /// <summary>Starts it.</summary>
    /// <param name="contentBytes">The size of the file in the layer, whole mebibytes.</param>
    public LargeLayer(long contentBytes)
    {
        ContentBytes = contentBytes;
        new Random(1).NextBytes(_block);
        _header = RawTar.New.Entry("large", '0', size: Convert.ToString(contentBytes, 8).PadLeft(11, '0')).Cut()[..HeaderBytes];
        Digest = Hash();
        _config = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray($"sha256:{Digest}") },
        }.ToJsonString());
        _manifest = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Descriptor("application/vnd.oci.image.config.v1+json", Convert.ToHexStringLower(SHA256.HashData(_config)), _config.Length),
            ["layers"] = new JsonArray(Descriptor("application/vnd.oci.image.layer.v1.tar", Digest, Length)),
        }.ToJsonString());
        _server = new RawHttpServer(AnswerAsync);
    }

    /// <summary>The name of the image.</summary>
    public string Image => $"{_server.Host}/large:1";

    /// <summary>The layer's digest, hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>The size of the file in the layer.</summary>
    public long ContentBytes { get; }

    /// <summary>The layer's size.</summary>
    public long Length => HeaderBytes + ContentBytes + 1024;

    /// <summary>From this byte on nothing is sent: connections stay open.</summary>
    public long StopsAt { get; set; } = long.MaxValue;

    /// <summary>How many bytes of the layer went out.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Where the parts of the layer began that were asked for.</summary>
    public ConcurrentQueue<long> Starts { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _server.DisposeAsync();
        _end.Dispose();
    }

    private static JsonObject Descriptor(string type, string hex, long size) => new() { ["mediaType"] = type, ["digest"] = $"sha256:{hex}", ["size"] = size };

    private async Task<RawResponse?> AnswerAsync(RawRequest request)
    {
        if (request.Path.Contains("/manifests/", StringComparison.Ordinal))
        {
            return new RawResponse(200) { Body = _manifest, Headers = [("Content-Type", ManifestType)] };
        }

        if (!request.Path.EndsWith(Digest, StringComparison.Ordinal))
        {
            return new RawResponse(200) { Body = request.Path.Contains("/blobs/", StringComparison.Ordinal) ? _config : [] };
        }

        var range = request["Range"]?.Split('=')[1].Split('-');
        var first = range is null ? 0 : long.Parse(range[0], CultureInfo.InvariantCulture);
        var end = range is [_, { Length: > 0 } last] ? long.Parse(last, CultureInfo.InvariantCulture) + 1 : Length;
        Starts.Enqueue(first);
        await SendAsync(request.Client, range is not null, first, end);
        return null;
    }

    private async Task SendAsync(Stream client, bool partial, long first, long end)
    {
        var head = FormattableString.Invariant($"HTTP/1.1 {(partial ? 206 : 200)} Status\r\nConnection: close\r\nContent-Length: {end - first}\r\n");
        head += partial ? FormattableString.Invariant($"Content-Range: bytes {first}-{end - 1}/{Length}\r\n") : "";
        await client.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"), _end.Token);
        var buffer = new byte[Block];
        for (var position = first; position < end;)
        {
            if (position >= StopsAt)
            {
                await Task.Delay(Timeout.Infinite, _end.Token);
            }

            var count = Fill(buffer.AsSpan(0, (int)Math.Min(Block, Math.Min(end, StopsAt) - position)), position);
            await client.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            Interlocked.Add(ref _sent, count);
            position += count;
        }
    }

    /// <summary>Bytes of the layer from a position on, as many as come from one of its parts.</summary>
    private int Fill(Span<byte> buffer, long position)
    {
        if (position < HeaderBytes)
        {
            return Copy(_header.AsSpan((int)position), buffer);
        }

        position -= HeaderBytes;
        if (position >= ContentBytes)
        {
            buffer.Clear();
            return buffer.Length;
        }

        // Each block begins with its number, so that none is like another.
        var (number, offset) = ((int)(position / Block), (int)(position % Block));
        if (offset >= sizeof(int))
        {
            return Copy(_block.AsSpan(offset), buffer);
        }

        Span<byte> start = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(start, number);
        return Copy(start[offset..], buffer);
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var count = Math.Min(source.Length, target.Length);
        source[..count].CopyTo(target);
        return count;
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        for (long position = 0; position < Length;)
        {
            var count = Fill(buffer.AsSpan(0, (int)Math.Min(Block, Length - position)), position);
            hash.AppendData(buffer, 0, count);
            position += count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
