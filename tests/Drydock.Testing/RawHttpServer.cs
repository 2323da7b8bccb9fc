using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Drydock.Testing;

/// <summary>
/// An HTTP server on plain sockets, one request a connection, so that a test can misbehave in
/// every way a real server can.
/// </summary>
public sealed class RawHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Func<RawRequest, Task<RawResponse?>> _handler;
    private readonly TestCertificate? _certificate;
    private readonly Task _accepting;

    /// <summary>Starts a server.</summary>
    /// <param name="handler">Answers requests; null closes the connection without an answer.</param>
    /// <param name="certificate">Makes it speak TLS.</param>
    public RawHttpServer(Func<RawRequest, Task<RawResponse?>> handler, TestCertificate? certificate = null)
    {
        _handler = handler;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Starts a server whose answers need no waiting.</summary>
    public RawHttpServer(Func<RawRequest, RawResponse?> handler, TestCertificate? certificate = null)
        : this(request => Task.FromResult(handler(request)), certificate)
    {
    }

    /// <summary>Host and port, as in image references.</summary>
    public string Host => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The URL of its root, without a slash at the end.</summary>
    public string Url => $"{(_certificate is null ? "http" : "https")}://{Host}";

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<RawRequest> Requests { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var serving = ServeAsync(client);
                _connections[serving] = true;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            client.NoDelay = true;
            await using var stream = await OpenAsync(client.GetStream());
            if (await RawRequest.ReadAsync(stream, _stop.Token) is not { } request)
            {
                return;
            }

            Requests.Enqueue(request);
            if (await _handler(request) is { } response)
            {
                await response.WriteAsync(stream, request.Method, _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException or HttpRequestException)
        {
            // Clients may leave at any time; it is they who are tested.
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate.Certificate }, _stop.Token);
        return tls;
    }
}
