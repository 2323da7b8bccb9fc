using System.Net;
using System.Net.Sockets;

namespace Drydock.Registry.Http;

/// <summary>
/// Asks a host by one hand-made greeting whether it speaks TLS. The system's library of TLS, which takes
/// longer to load than most registries take to answer, is then loaded only for those that do.
/// </summary>
internal static class TlsProbe
{
    // What TLS answers a greeting with: its own greeting, or an alert that it wants another one.
    private const byte Alert = 0x15;
    private const byte Handshake = 0x16;

    /// <summary>Greets a host.</summary>
    /// <param name="host">A URL of it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>True for TLS, false for HTTP without it, null when the answer, or that there is none, does not tell.</returns>
    public static async Task<bool?> AskAsync(Uri host, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await ConnectAsync(socket, host, cancellationToken);
            await socket.SendAsync(ClientHello, SocketFlags.None, cancellationToken);
            var answer = new byte[4];
            var length = 0;
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), SocketFlags.None, cancellationToken) is > 0 and var read)
            {
                length += read;
            }

            return answer switch
            {
                _ when length < answer.Length => null,
                [Alert or Handshake, 3, ..] => true,
                _ => answer.AsSpan().SequenceEqual("HTTP"u8) ? false : null,
            };
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static ValueTask ConnectAsync(Socket socket, Uri host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(HostAddress.WithoutPort(host.Authority), out var address)
            ? socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellationToken)
            : socket.ConnectAsync(host.IdnHost, host.Port, cancellationToken);

    /// <remarks>
    /// RFC 5246, section 7.4.1.2. The random bytes hold an empty line: a server of HTTP takes it for the end of a
    /// request that it does not understand, and answers at once.
    /// </remarks>
    private static byte[] ClientHello =>
    [
        Handshake, 3, 1, 0, 55,
        1, 0, 0, 51, 3, 3,
        .. "\r\n\r\nis TLS spoken here? \r\n\r\n...."u8,
        0,
        0, 2, 0xC0, 0x2F,
        1, 0,
        0, 8, 0, 10, 0, 4, 0, 2, 0, 23,
    ];
}
