using System.Globalization;
using System.Net;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>A port, or range of ports, of EXPOSE.</summary>
/// <param name="Text">The port as written.</param>
/// <param name="HostAddress">An address before the port, which EXPOSE has no use for; empty if there is none.</param>
/// <param name="HostPort">A host port before the port, which EXPOSE has no use for; empty if there is none.</param>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port.</param>
/// <param name="Protocol">The protocol as written; empty if there is none.</param>
public sealed record PortSpec(string Text, string HostAddress, string HostPort, ushort First, ushort Last, string Protocol)
{
    /// <summary>Reads <c>[[address:]host:]port[-last][/protocol]</c>.</summary>
    /// <exception cref="DockerfileException">The text is no port, or the protocol is not tcp, udp or sctp.</exception>
    public static PortSpec Parse(string text)
    {
        var parts = text.Split(':');
        var address = parts.Length > 2 ? string.Join(':', parts[..^2]) : "";
        var host = parts.Length > 1 ? parts[^2] : "";
        var slash = parts[^1].IndexOf('/', StringComparison.Ordinal);
        var port = slash < 0 ? parts[^1] : parts[^1][..slash];
        var protocol = slash < 0 ? "" : parts[^1][(slash + 1)..];
        if (port.Length == 0)
        {
            throw Error($"invalid port: {GoQuote.Quote(text)}: no port specified");
        }

        if (protocol.ToLowerInvariant() is not ("" or "tcp" or "udp" or "sctp"))
        {
            throw Error($"invalid port: {GoQuote.Quote(text)}: invalid proto: {protocol}");
        }

        CheckAddress(address);
        if (!TryRange(port, out var first, out var last))
        {
            throw Error($"invalid containerPort: {port}");
        }

        if (host.Length > 0)
        {
            if (!TryRange(host, out var firstHost, out var lastHost))
            {
                throw Error($"invalid hostPort: {host}");
            }

            if (last != first && last - first != lastHost - firstHost)
            {
                throw Error($"invalid ranges specified for container and host Ports: {port} and {host}");
            }
        }

        return new PortSpec(text, address, host, first, last, protocol);
    }

    /// <summary>How many ports there are in the range.</summary>
    public int Count => Last - First + 1;

    /// <summary>Every port of the range as <c>80/tcp</c>.</summary>
    public IEnumerable<string> Expand()
    {
        var protocol = Protocol.Length == 0 ? "tcp" : Protocol.ToLowerInvariant();
        for (int port = First; port <= Last; port++)
        {
            yield return $"{port}/{protocol}";
        }
    }

    private static void CheckAddress(string address)
    {
        var bare = address.StartsWith('[') && address.EndsWith(']') ? address[1..^1] : address;
        if (address.Length > 0 && !IPAddress.TryParse(bare, out _))
        {
            throw Error($"invalid IP address: {address}");
        }
    }

    private static bool TryRange(string text, out ushort first, out ushort last)
    {
        last = 0;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!TryPort(dash < 0 ? text : text[..dash], out first))
        {
            return false;
        }

        last = first;
        return dash < 0 || (TryPort(text[(dash + 1)..], out last) && last >= first);
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static DockerfileException Error(string message) =>
        new(DiagnosticCodes.InvalidArguments, message, "Write a port such as 80, 80/udp or 8000-8010");
}
