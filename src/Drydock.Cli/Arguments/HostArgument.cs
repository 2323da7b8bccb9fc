namespace Drydock.Cli.Arguments;

/// <summary>The value of <c>--add-host</c>: HOST:IP.</summary>
internal static class HostArgument
{
    /// <exception cref="UsageException">The value is malformed.</exception>
    public static (string Host, string Address) Parse(string value)
    {
        var split = value.IndexOfAny([':', '=']);
        if (split <= 0)
        {
            throw new UsageException($"invalid value \"{value}\" for --add-host: HOST:IP expected");
        }

        var address = value[(split + 1)..].Trim('[', ']');
        return address == "host-gateway"
            ? (value[..split], "127.0.0.1")
            : System.Net.IPAddress.TryParse(address, out _)
                ? (value[..split], address)
                : throw new UsageException($"invalid value \"{value}\" for --add-host: \"{address}\" is not an IP address");
    }
}
