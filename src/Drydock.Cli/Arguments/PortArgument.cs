using System.Globalization;
using System.Net;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--publish</c>: [[ADDRESS:][HOST-PORT]:]CONTAINER-PORT[/tcp], ports also as ranges.</summary>
internal static class PortArgument
{
    /// <exception cref="UsageException">The value is malformed, or asks for another protocol than TCP.</exception>
    public static IEnumerable<PublishedPort> Parse(string value)
    {
        var (text, protocol) = value.Split('/') is [var ports, var given] ? (ports, given.ToLowerInvariant()) : (value, "tcp");
        if (protocol != "tcp")
        {
            throw new UsageException($"--publish {value}: only TCP ports are carried in this version; with --network host the container has the host's {protocol} ports");
        }

        var last = text.LastIndexOf(':');
        var (first, count) = Range(text[(last + 1)..], value);
        var rest = last < 0 ? "" : text[..last];
        var middle = rest.LastIndexOf(':');
        // An IPv6 address is in brackets, and ends with one when no port follows it.
        var hostPort = rest.EndsWith(']') ? "" : rest[(middle + 1)..];
        var address = rest.EndsWith(']') ? rest : middle < 0 ? "" : rest[..middle];
        var (hostFirst, hostCount) = hostPort.Length == 0 ? (0, count) : Range(hostPort, value);
        if (hostCount != count)
        {
            throw Invalid(value, "the ranges differ in length");
        }

        if (address.Length > 0 && !IPAddress.TryParse(address.Trim('[', ']'), out _))
        {
            throw Invalid(value, $"{address} is not an IP address");
        }

        return Enumerable.Range(0, count).Select(i =>
            new PublishedPort(address.Length > 0 ? address.Trim('[', ']') : null, hostFirst == 0 ? 0 : hostFirst + i, first + i));
    }

    private static (int First, int Count) Range(string text, string value)
    {
        var (from, to) = text.Split('-') is [var low, var high] ? (Port(low, value), Port(high, value)) : (Port(text, value), Port(text, value));
        return to >= from ? (from, to - from + 1) : throw Invalid(value, $"the range {text} ends before it begins");
    }

    private static int Port(string text, string value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw Invalid(value, $"\"{text}\" is not a port");

    private static UsageException Invalid(string value, string why) =>
        new($"invalid value \"{value}\" for --publish: {why}\nexpected [[ADDRESS:][HOST-PORT]:]CONTAINER-PORT, such as 8080:80");
}
