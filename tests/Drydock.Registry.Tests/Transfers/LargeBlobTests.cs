using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Drydock.Oci;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Tests.Transfers;

/// <summary>A blob of 1 GiB over connections that break again and again.</summary>
public sealed class LargeBlobTests : IDisposable
{
    private const long Size = 1L << 30;
    private const int CutAfter = 200 << 20;

    // sha256 of so many zeros.
    private const string Zeros = "sha256:49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<long> _offsets = [];
    private readonly CancellationTokenSource _stop = new();

    public LargeBlobTests()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    [Fact]
    public async Task OpenBlob_OfAGibibyteCutFiveTimes_IsReadOnceWithRanges()
    {
        using var client = Samples.Client(o => o with { Split = new SplitOptions { Connections = 1 } });
        var repository = new RepositoryName(_listener.LocalEndpoint.ToString()!, "large");
        var descriptor = new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.Parse(Zeros), Size = Size };
        await using var blob = await client.OpenBlobAsync(repository, descriptor);

        var (buffer, total) = (new byte[1 << 20], 0L);
        for (int count; (count = await blob.ReadAsync(buffer)) > 0;)
        {
            total += count;
        }

        Assert.Equal(Size, total);
        // Each connection went on where the one before broke: nothing was sent twice but what was on its way.
        Assert.Equal(0, _offsets[0]);
        Assert.Equal(6, _offsets.Count);
        Assert.All(_offsets.Zip(_offsets.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, CutAfter));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            // Side by side: a client may open connections that it then has no use for.
            _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using (connection)
        {
            await AnswerAsync(connection.GetStream());
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        // A client that tries TLS first is told at once that this is none.
        var first = new byte[1];
        if (await stream.Socket.ReceiveAsync(first, SocketFlags.Peek) == 0 || first[0] != (byte)'G')
        {
            return;
        }

        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var offset = 0L;
        string? line;
        while ((line = await reader.ReadLineAsync()) is { Length: > 0 })
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
            {
                offset = long.Parse(line[13..].Split('-')[0], CultureInfo.InvariantCulture);
            }
        }

        if (line is null)
        {
            return;
        }

        lock (_offsets)
        {
            _offsets.Add(offset);
        }

        var status = offset == 0 ? "200 OK" : string.Create(CultureInfo.InvariantCulture, $"206 Partial Content\r\nContent-Range: bytes {offset}-{Size - 1}/{Size}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Length: {Size - offset}\r\n\r\n")));
        var zeros = new byte[1 << 20];
        for (var left = Math.Min(CutAfter, Size - offset); left > 0; left -= zeros.Length)
        {
            await stream.WriteAsync(zeros.AsMemory(0, (int)Math.Min(left, zeros.Length)));
        }

        // All that was written arrives before the end.
        stream.Socket.Shutdown(SocketShutdown.Both);
    }
}
