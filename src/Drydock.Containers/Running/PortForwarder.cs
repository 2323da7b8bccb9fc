using System.Net;
using System.Net.Sockets;
using Drydock.Linux.Network;
using Drydock.Storage.Containers;

namespace Drydock.Containers.Running;

/// <summary>
/// Carries TCP connections from ports of the host into the network of a container, which is closed
/// otherwise. Connections wait until <see cref="Open"/> is called.
/// </summary>
internal sealed class PortForwarder : IDisposable
{
    private readonly List<(Socket Socket, int ContainerPort)> _listeners = [];
    private readonly List<PublishedPort> _bound = [];
    private readonly CancellationTokenSource _closing = new();

    private PortForwarder()
    {
    }

    /// <summary>The ports, those of the host chosen.</summary>
    internal IReadOnlyList<PublishedPort> Bound => _bound;

    /// <summary>Takes the ports of the host.</summary>
    /// <exception cref="ContainerException">One is taken, or not ours to take.</exception>
    internal static PortForwarder Listen(IEnumerable<PublishedPort> ports)
    {
        var forwarder = new PortForwarder();
        try
        {
            foreach (var port in ports)
            {
                forwarder.Add(port);
            }

            return forwarder;
        }
        catch
        {
            forwarder.Dispose();
            throw;
        }
    }

    /// <summary>Begins to carry connections.</summary>
    internal void Open(NetworkNamespace network)
    {
        foreach (var (socket, port) in _listeners)
        {
            _ = AcceptAsync(socket, network, port);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listeners.ForEach(listener => listener.Socket.Dispose());
    }

    private void Add(PublishedPort port)
    {
        if (port.HostAddress is { } address)
        {
            _bound.Add(port with { HostPort = Bind(IPAddress.Parse(address), port.HostPort, port.ContainerPort) });
            return;
        }

        var number = Bind(IPAddress.Any, port.HostPort, port.ContainerPort);
        _bound.Add(port with { HostPort = number });
        try
        {
            Bind(IPAddress.IPv6Any, number, port.ContainerPort);
        }
        catch (ContainerException)
        {
            // A host without IPv6 is reached by IPv4 alone.
        }
    }

    private int Bind(IPAddress address, int port, int containerPort)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
        }
        catch (SocketException e)
        {
            socket.Dispose();
            var reason = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "port is already allocated" : e.Message;
            throw new ContainerException($"Bind for {new IPEndPoint(address, port)} failed: {reason}\nchoose another port of the host, or end what listens there", 125, e);
        }

        _listeners.Add((socket, containerPort));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task AcceptAsync(Socket listener, NetworkNamespace network, int port)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync(_closing.Token);
                _ = CarryAsync(client, network, port);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(Socket client, NetworkNamespace network, int port)
    {
        using (client)
        {
            try
            {
                using var server = await ConnectAsync(network, IPAddress.Loopback, port) ?? await ConnectAsync(network, IPAddress.IPv6Loopback, port);
                if (server is not null)
                {
                    await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Either side has gone: both are closed.
            }
        }
    }

    private async Task<Socket?> ConnectAsync(NetworkNamespace network, IPAddress address, int port)
    {
        // The network that a socket belongs to is that of the thread that makes it.
        var socket = await network.RunAsync(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), _closing.Token);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[1 << 16];
        for (int count; (count = await from.ReceiveAsync(buffer, _closing.Token)) > 0;)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _closing.Token);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
