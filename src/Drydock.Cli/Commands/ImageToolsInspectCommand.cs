using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Drydock.Cli.Templates;
using Drydock.Images.Resolving;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock imagetools inspect NAME</c>: what a registry has, without pulling it.</summary>
internal static class ImageToolsInspectCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var name = new Argument<string>("NAME") { Description = "NAME[:TAG] or NAME@DIGEST at a registry" };
        var raw = new Option<bool>("--raw") { Description = "Print the manifest or index, byte for byte" };
        var format = new Option<string?>("--format") { Description = "A Go template over .Name, .Manifest and .Image", HelpName = "TEMPLATE" };
        var command = new Command("inspect", "Show what a registry has under a name") { name, raw, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var reference = ManifestCommand.ParseName(result.GetRequiredValue(name));
            var template = result.GetValue(format) is { Length: > 0 } text ? Template.Parse(text == "json" ? "{{json .}}" : text) : null;
            using var client = globals.CreateRegistryClient(result);
            var source = new RegistryImageSource(client, reference);
            var manifest = await source.ResolveAsync(cancellationToken);
            if (result.GetValue(raw))
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(manifest.Bytes, cancellationToken);
                return 0;
            }

            Console.Write(template is null
                ? Text(reference, manifest)
                : template.Execute(await DocumentAsync(source, reference, manifest, cancellationToken), TemplateOptions.Default with { MissingKey = MissingKey.Error }) + "\n");
            return 0;
        });
        return command;
    }

    private static string Text(Reference reference, ResolvedManifest manifest)
    {
        var text = new StringBuilder($"Name:      {reference}\nMediaType: {manifest.Descriptor.MediaType}\nDigest:    {manifest.Descriptor.Digest}\n");
        if (!manifest.IsIndex)
        {
            return text.ToString();
        }

        text.Append("\nManifests:\n");
        text.AppendJoin("\n", manifest.AsIndex().Manifests.Select(m => Entry(reference, m)));
        return text.ToString();
    }

    private static string Entry(Reference reference, Descriptor entry)
    {
        var text = new StringBuilder($"  Name:        {reference.WithoutTagAndDigest().WithDigest(entry.Digest)}\n  MediaType:   {entry.MediaType}\n");
        if (entry.Platform is { } platform)
        {
            text.Append("  Platform:    ").Append(platform).Append('\n');
        }

        if (entry.Annotations is { Count: > 0 } annotations)
        {
            text.Append("  Annotations:\n");
            foreach (var (key, value) in annotations)
            {
                text.Append("    ").Append(key).Append(": ").Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    private static async Task<JsonObject> DocumentAsync(RegistryImageSource source, Reference reference, ResolvedManifest manifest, CancellationToken cancellationToken)
    {
        var document = JsonNode.Parse(manifest.Bytes)!.AsObject();
        document["digest"] = manifest.Descriptor.Digest.ToString();
        document["size"] = manifest.Descriptor.Size;
        return new JsonObject
        {
            ["Name"] = reference.ToString(),
            ["Manifest"] = document,
            ["Image"] = manifest.IsIndex
                ? await ConfigsAsync(source, manifest.AsIndex(), cancellationToken)
                : Json(await ManifestReader.ReadConfigAsync(source, manifest, cancellationToken)),
        };
    }

    private static async Task<JsonObject> ConfigsAsync(RegistryImageSource source, ImageIndex index, CancellationToken cancellationToken)
    {
        var configs = new JsonObject();
        foreach (var entry in index.Manifests.Where(m => m.Platform is { Os: not "unknown" }))
        {
            var manifest = await source.ResolveAsync(entry.Digest, cancellationToken);
            configs[entry.Platform!.ToString()] = Json(await ManifestReader.ReadConfigAsync(source, manifest, cancellationToken));
        }

        return configs;
    }

    private static JsonNode? Json(ImageConfig config) => JsonNode.Parse(OciJson.Serialize(config));
}
