using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Drydock.Testing;

/// <summary>Stands before a real server, passes everything on, and spoils what a test wants spoiled.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpClient _upstream = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly string _upstreamHost;
    private readonly RawHttpServer _server;

    /// <summary>Starts a proxy before <paramref name="upstreamHost"/>, a plain HTTP server.</summary>
    public FaultProxy(string upstreamHost)
    {
        _upstreamHost = upstreamHost;
        _server = new RawHttpServer(HandleAsync);
    }

    /// <summary>Answers a request in the server's place; null passes it on.</summary>
    public Func<RawRequest, RawResponse?> Before { get; set; } = _ => null;

    /// <summary>Changes an answer of the server.</summary>
    public Func<RawRequest, RawResponse, RawResponse> After { get; set; } = (_, response) => response;

    /// <summary>After how many bytes the body of a request is cut off; null for not at all.</summary>
    public Func<RawRequest, int?> CutRequest { get; set; } = _ => null;

    /// <summary>Host and port, as in image references.</summary>
    public string Host => _server.Host;

    /// <summary>All requests so far.</summary>
    public IEnumerable<RawRequest> Requests => _server.Requests;

    /// <summary>A condition that holds the first <paramref name="times"/> times.</summary>
    public static Func<bool> First(int times)
    {
        var left = times;
        return () => Interlocked.Decrement(ref left) >= 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task<RawResponse?> HandleAsync(RawRequest request)
    {
        if (Before(request) is { } instead)
        {
            return instead;
        }

        if (CutRequest(request) is { } length)
        {
            await ForwardPartAsync(request, length);
            return null;
        }

        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"http://{_upstreamHost}{request.Target}");
        if (request["Content-Length"] is not null)
        {
            message.Content = new ByteArrayContent(await request.ReadBodyAsync());
        }

        foreach (var (name, value) in request.Headers.Where(h => h.Key is not ("Content-Length" or "Expect" or "Connection")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await _upstream.SendAsync(message);
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .Where(h => h.Key is not ("Transfer-Encoding" or "Connection") && (h.Key != "Content-Length" || request.Method == "HEAD"))
            .SelectMany(h => h.Value.Select(value => (h.Key, value)));
        return After(request, new RawResponse((int)answer.StatusCode) { Headers = [.. headers], Body = await answer.Content.ReadAsByteArrayAsync() });
    }

    /// <summary>Gives the server the head and the start of the body, and then breaks both connections.</summary>
    private async Task ForwardPartAsync(RawRequest request, int length)
    {
        var body = await request.ReadBodyAsync(length);
        var port = int.Parse(_upstreamHost.Split(':')[1], CultureInfo.InvariantCulture);
        using var upstream = new TcpClient("127.0.0.1", port);
        var stream = upstream.GetStream();
        var head = new StringBuilder($"{request.Method} {request.Target} HTTP/1.1\r\n");
        foreach (var (name, value) in request.Headers.Where(h => h.Key != "Expect"))
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()));
        await stream.WriteAsync(body);
        await stream.FlushAsync();
        // Lets the server take what it got before it sees the end.
        await Task.Delay(100);
    }
}
