using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Rendering;
using Drydock.Images.Indexes;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock manifest inspect [LIST] NAME</c>: what a registry has under a name, or a list that is not pushed yet.</summary>
internal static class ManifestInspectCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var words = new Argument<string[]>("MANIFEST") { Description = "NAME[:TAG] or NAME@DIGEST at a registry; or a list of \"manifest create\", perhaps with one of its manifests", Arity = new ArgumentArity(1, 2) };
        var insecure = new Option<bool>("--insecure") { Description = "Accepted without effect: use --insecure-registry HOST", Hidden = true };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show the descriptor too" };
        var command = new Command("inspect", "Show a manifest or index of a registry") { words, insecure, verbose };
        command.SetAction(async (result, cancellationToken) =>
        {
            var names = result.GetRequiredValue(words).Select(ManifestCommand.ParseName).ToList();
            var store = globals.OpenStore(result);
            if ((names.Count == 2 ? ManifestCommand.RequireList(store, names[0]) : ManifestCommand.FindList(store, names[0])) is { } list)
            {
                Console.WriteLine(JsonText.Tabbed(names.Count == 1 ? Document(list) : Document(ManifestCommand.EntryOf(list, names[1]))));
                return 0;
            }

            var reference = names[0];
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

    private static JsonNode Document(ManifestList list) =>
        JsonNode.Parse(IndexComposer.Compose(list.Entries.Select(e => new IndexEntry(Reference.Parse(e.Reference), e.Descriptor)), null, oci: false).Bytes)!;

    private static JsonObject Document(ManifestListEntry entry) => new()
    {
        ["Ref"] = entry.Reference,
        ["Descriptor"] = JsonNode.Parse(OciJson.Serialize(entry.Descriptor)),
    };
}
