using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Oci;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock manifest inspect NAME</c>: what a registry has under a name.</summary>
internal static class ManifestCommand
{
    public static Command CreateInspect(GlobalOptions globals)
    {
        var name = new Argument<string>("MANIFEST") { Description = "NAME[:TAG] or NAME@DIGEST at a registry" };
        var insecure = new Option<bool>("--insecure") { Description = "Accepted without effect: use --insecure-registry HOST", Hidden = true };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show the descriptor too" };
        var command = new Command("inspect", "Show a manifest or index of a registry") { name, insecure, verbose };
        command.SetAction(async (result, cancellationToken) =>
        {
            var reference = Reference.TryParse(result.GetRequiredValue(name), out var parsed, out var error)
                ? parsed.ToDockerForm()
                : throw new CommandException($"invalid reference format: {error}");
            using var client = globals.CreateRegistryClient(result);
            var manifest = await client.ResolveAsync(reference, cancellationToken);
            var document = JsonNode.Parse(manifest.Bytes)!;
            Console.WriteLine(JsonText.Tabbed(!result.GetValue(verbose)
                ? document
                : new JsonObject
                {
                    ["Ref"] = reference.ToString(),
                    ["Descriptor"] = JsonNode.Parse(OciJson.Serialize(manifest.Descriptor)),
                    ["Manifest"] = document,
                }));
            return 0;
        });
        return command;
    }
}
