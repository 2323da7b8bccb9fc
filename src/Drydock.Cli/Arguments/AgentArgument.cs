namespace Drydock.Cli.Arguments;

/// <summary><c>--ssh default|ID=SOCKET</c>.</summary>
internal static class AgentArgument
{
    /// <exception cref="UsageException">There is no such socket.</exception>
    public static (string Id, string Socket) Parse(string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        var (id, socket) = equals < 0 ? (value, Environment.GetEnvironmentVariable("SSH_AUTH_SOCK")) : (value[..equals], value[(equals + 1)..]);
        return socket is { Length: > 0 } && File.Exists(socket)
            ? (id, Path.GetFullPath(socket))
            : throw new UsageException($"--ssh {value}: there is no agent socket{(socket is null ? ": $SSH_AUTH_SOCK is not set" : $" at {socket}")}");
    }
}
