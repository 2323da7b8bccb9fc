using System.Net;
using System.Net.Sockets;

namespace Drydock.Testing;

/// <summary>TCP ports of this machine.</summary>
public static class Ports
{
    /// <summary>A port of 127.0.0.1 that nobody listens on right now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
