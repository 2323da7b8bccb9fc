using System.Globalization;
using Drydock.Oci;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Rendering;

/// <summary>Containers in docker's words.</summary>
internal static class ContainerText
{
    /// <summary><c>running</c>, <c>exited</c>, <c>created</c>.</summary>
    public static string State(ContainerStatus status) => status switch
    {
        ContainerStatus.Running => "running",
        ContainerStatus.Exited => "exited",
        _ => "created",
    };

    /// <summary><c>Up 5 minutes</c>, <c>Exited (0) 2 hours ago</c>, <c>Created</c>.</summary>
    public static string Status(ContainerState state, TimeProvider clock) => state.Status switch
    {
        ContainerStatus.Running => "Up " + HumanTime.Duration(clock.GetUtcNow() - (Time(state.Started) ?? clock.GetUtcNow())),
        ContainerStatus.Exited => string.Create(CultureInfo.InvariantCulture, $"Exited ({state.ExitCode}) {HumanTime.Ago(Time(state.Finished), clock)}"),
        _ => "Created",
    };

    /// <summary>Published ports, then those that are only exposed: <c>0.0.0.0:8080->80/tcp, 443/tcp</c>.</summary>
    public static string Ports(ContainerRecord record)
    {
        var published = record.State.Ports;
        var exposed = record.Settings.ExposedPorts.Where(port => published.All(p => port != string.Create(CultureInfo.InvariantCulture, $"{p.ContainerPort}/tcp")));
        return record.State.Status != ContainerStatus.Running ? "" : string.Join(", ", published.SelectMany(Port).Concat(exposed));
    }

    /// <summary>The network as <c>--network</c> would say it.</summary>
    public static string Network(ContainerNetwork network) => network switch
    {
        ContainerNetwork.Host => "host",
        ContainerNetwork.None => "none",
        _ => "published",
    };

    /// <summary>A time of a record.</summary>
    public static DateTimeOffset? Time(string? text) => OciTime.TryParse(text, out var time) ? time : null;

    private static IEnumerable<string> Port(PublishedPort port) =>
        from address in port.HostAddress is { } given ? (string[])[given] : ["0.0.0.0", "::"]
        let shown = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address
        select string.Create(CultureInfo.InvariantCulture, $"{shown}:{port.HostPort}->{port.ContainerPort}/tcp");
}
