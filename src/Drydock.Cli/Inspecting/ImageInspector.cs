using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Inspecting;

/// <summary>An image as <c>docker image inspect</c> shows it.</summary>
internal static class ImageInspector
{
    public static Inspector Inspector { get; } = new("image", Find)
    {
        OmittedWhenEmpty =
        [
            "Variant", "OsVersion", "Config.ExposedPorts", "Config.Healthcheck", "Config.ArgsEscaped", "Config.StopSignal", "Config.Shell",
        ],
    };

    private static JsonObject? Find(Store store, string word, Platform? platform) => StoredImage.TryFind(store, word) is { } image
        ? Document(platform is null ? image : image.For(store, platform))
        : null;

    private static JsonObject Document(StoredImage image)
    {
        var config = image.Config;
        return new JsonObject
        {
            ["Id"] = image.Id.ToString(),
            ["RepoTags"] = JsonText.Array(image.Names.Select(n => n.ToFamiliarString())),
            ["RepoDigests"] = JsonText.Array(image.RepoDigests.Select(n => n.ToFamiliarString())),
            ["Parent"] = "",
            ["Comment"] = config?.History is [.., var last] ? last.Comment ?? "" : "",
            ["Created"] = config?.Created ?? "",
            ["DockerVersion"] = "",
            ["Author"] = config?.Author ?? "",
            ["Config"] = config is null ? null : Config(config.Config),
            ["Architecture"] = config?.Architecture ?? "",
            ["Variant"] = config?.Variant ?? "",
            ["Os"] = config?.Os ?? "",
            ["OsVersion"] = config?.OsVersion ?? "",
            ["Size"] = image.SizeBytes,
            ["RootFS"] = new JsonObject
            {
                ["Type"] = "layers",
                ["Layers"] = JsonText.Array(image.Layers.Select(l => l.DiffId.ToString())),
            },
            ["Metadata"] = new JsonObject { ["LastTagTime"] = image.LastTagged },
        };
    }

    // Docker's own order of fields, those of containers included.
    private static JsonObject Config(ContainerConfig config) => new()
    {
        ["Hostname"] = "",
        ["Domainname"] = "",
        ["User"] = config.User ?? "",
        ["AttachStdin"] = false,
        ["AttachStdout"] = false,
        ["AttachStderr"] = false,
        ["ExposedPorts"] = Set(config.ExposedPorts),
        ["Tty"] = false,
        ["OpenStdin"] = false,
        ["StdinOnce"] = false,
        ["Env"] = List(config.Env),
        ["Cmd"] = List(config.Cmd),
        ["Healthcheck"] = config.Healthcheck is { } check ? Node(check) : null,
        ["ArgsEscaped"] = config.ArgsEscaped ?? false,
        ["Image"] = "",
        ["Volumes"] = Set(config.Volumes),
        ["WorkingDir"] = config.WorkingDir ?? "",
        ["Entrypoint"] = List(config.Entrypoint),
        ["OnBuild"] = List(config.OnBuild),
        ["Labels"] = config.Labels is { } labels ? new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))) : null,
        ["StopSignal"] = config.StopSignal ?? "",
        ["Shell"] = List(config.Shell),
    };

    private static JsonArray? List(IReadOnlyList<string>? values) => values is null ? null : JsonText.Array(values);

    private static JsonObject? Set(StringSet? values) =>
        values is null ? null : new JsonObject(values.Select(v => KeyValuePair.Create(v, (JsonNode?)new JsonObject())));

    private static JsonNode? Node(HealthConfig check) => JsonNode.Parse(OciJson.Serialize(check));
}
