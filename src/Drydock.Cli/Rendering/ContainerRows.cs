using System.Text.Json.Nodes;
using Drydock.Cli.Templates;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Rendering;

/// <summary>Containers as rows of <c>drydock ps</c>, with docker's placeholders.</summary>
internal sealed class ContainerRows(bool whole, TimeProvider clock)
{
    private const int CommandWidth = 20;

    /// <summary>The columns.</summary>
    public static Listing Listing { get; } = new(
        "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}",
        new Dictionary<string, string>
        {
            ["ID"] = "CONTAINER ID",
            ["Image"] = "IMAGE",
            ["Command"] = "COMMAND",
            ["CreatedAt"] = "CREATED AT",
            ["RunningFor"] = "CREATED",
            ["State"] = "STATE",
            ["Status"] = "STATUS",
            ["Ports"] = "PORTS",
            ["Names"] = "NAMES",
            ["Labels"] = "LABELS",
            ["Mounts"] = "MOUNTS",
            ["LocalVolumes"] = "LOCAL VOLUMES",
            ["Networks"] = "NETWORKS",
            ["Size"] = "SIZE",
        });

    /// <summary>The row of a container.</summary>
    public JsonObject Of(ContainerRecord record)
    {
        var created = ContainerText.Time(record.Created);
        return new JsonObject
        {
            ["Command"] = Quoted(string.Join(' ', record.Settings.Entrypoint.Concat(record.Settings.Command))),
            ["CreatedAt"] = HumanTime.Plain(created),
            ["ID"] = whole ? record.Id : record.ShortId,
            ["Image"] = record.Image,
            ["Labels"] = string.Join(',', record.Settings.Labels.Select(label => $"{label.Key}={label.Value}")),
            ["LocalVolumes"] = record.Settings.Mounts.Count(mount => mount.Kind == ContainerMountKind.Volume),
            ["Mounts"] = string.Join(',', record.Settings.Mounts.Where(mount => mount.Source.Length > 0).Select(mount => Shortened(mount.Source))),
            ["Names"] = record.Name,
            ["Networks"] = ContainerText.Network(record.Settings.Network),
            ["Ports"] = ContainerText.Ports(record),
            ["RunningFor"] = HumanTime.Ago(created, clock),
            ["Size"] = "N/A",
            ["State"] = ContainerText.State(record.State.Status),
            ["Status"] = ContainerText.Status(record.State, clock),
        };
    }

    private string Quoted(string command) =>
        "\"" + Shortened(command).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";

    private string Shortened(string text) => whole || text.Length <= CommandWidth ? text : text[..(CommandWidth - 1)] + "…";
}
