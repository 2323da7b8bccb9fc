using System.CommandLine;
using System.Text.Json.Nodes;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Copying;
using Drydock.Images.Destinations;
using Drydock.Images.Indexes;
using Drydock.Images.Packing;
using Drydock.Images.Sources;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock imagetools create -t NAME SOURCE…</c>: one image for several platforms out of what registries have.</summary>
internal static class ImageToolsCreateCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var sources = new Argument<string[]>("SOURCE") { Description = "Images or indexes that registries have", Arity = ArgumentArity.ZeroOrMore };
        var tags = new Option<string[]>("--tag", "-t") { Description = "The name of the new image (repeatable)", HelpName = "NAME" };
        var append = new Option<bool>("--append") { Description = "Add to what the name stands for now" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the index instead of pushing it" };
        var file = new Option<string[]>("--file", "-f") { Description = "Read a source's descriptor or name from a file", HelpName = "FILE" };
        var platform = new Option<string[]>("--platform", "-p") { Description = "Only the images of these platforms", HelpName = "OS/ARCH,..." };
        var annotation = new Option<string[]>("--annotation") { Description = "An annotation of the index: index:KEY=VALUE, or of its entries: manifest-descriptor:KEY=VALUE", HelpName = "[KIND:]KEY=VALUE" };
        var preferIndex = new Option<bool>("--prefer-index") { Description = "Of a single image make an index, too (default true)", DefaultValueFactory = _ => true };
        var metadata = new Option<string?>("--metadata-file") { Description = "Write digest and names as JSON to a file", HelpName = "FILE" };
        var progress = new Option<string?>("--progress") { Hidden = true };
        var command = new Command("create", "Put images of registries together to one for several platforms") { sources, tags, append, dryRun, file, platform, annotation, preferIndex, metadata, progress };
        command.SetAction(async (result, cancellationToken) =>
        {
            var names = (result.GetValue(tags) ?? []).Select(ManifestCommand.ParseName).ToList();
            List<Reference> references = [.. (result.GetValue(sources) ?? []).Concat((result.GetValue(file) ?? []).Select(ReadSource)).Select(s => Source(s, names))];
            if (result.GetValue(append) && names.Count > 0)
            {
                references.Insert(0, names[0]);
            }

            if (references.Count == 0 || (names.Count == 0 && !result.GetValue(dryRun)))
            {
                throw new UsageException(references.Count == 0 ? "at least one SOURCE is needed" : "can't push without specifying a tag: --tag NAME, or --dry-run to see the index");
            }

            var annotations = (result.GetValue(annotation) ?? []).SelectMany(AnnotationArgument.Parse).ToList();
            using var client = globals.CreateRegistryClient(result);
            var display = TransferDisplay.Create(quiet: false);
            var composer = new IndexComposer(client, display.Report);
            var entries = new List<IndexEntry>();
            foreach (var reference in references)
            {
                entries.AddRange(await composer.EntriesOfAsync(reference, cancellationToken));
            }

            entries = Chosen(Annotated(entries, annotations), result.GetValue(platform) ?? []);
            var single = references is [var only] && annotations.Count == 0 && (result.GetValue(platform) ?? []).Length == 0 ? only : null;
            var index = await IndexAsync(client, single, entries, annotations, result.GetValue(preferIndex), cancellationToken);
            if (result.GetValue(dryRun))
            {
                Console.WriteLine(JsonText.Tabbed(JsonNode.Parse(index.Bytes)!));
                return 0;
            }

            foreach (var name in names)
            {
                await PushAsync(client, composer, display, index, entries, name, cancellationToken);
                Console.WriteLine($"{name}@{index.Descriptor.Digest}");
                display.Next();
            }

            WriteMetadata(result.GetValue(metadata), names, index.Descriptor);
            return 0;
        });
        return command;
    }

    // One source that is an index already is taken as it is, so that its digest stays.
    private static async Task<ResolvedManifest> IndexAsync(
        RegistryClient client, Reference? single, List<IndexEntry> entries, IReadOnlyList<ImageAnnotation> annotations, bool preferIndex, CancellationToken cancellationToken)
    {
        if (single is not null && await client.ResolveAsync(single, cancellationToken) is var manifest && (manifest.IsIndex || !preferIndex))
        {
            return manifest;
        }

        return IndexComposer.Compose(entries, annotations.For(AnnotationPlace.Index), oci: !entries.TrueForAll(e => e.Descriptor.MediaType == MediaTypes.DockerManifest));
    }

    private static async Task PushAsync(
        RegistryClient client, IndexComposer composer, TransferDisplay display, ResolvedManifest index, List<IndexEntry> entries, Reference name, CancellationToken cancellationToken)
    {
        if (index.IsIndex)
        {
            await composer.PushAsync(index, entries, name, cancellationToken);
            return;
        }

        var source = new RegistryImageSource(client, entries[0].Source.WithoutTagAndDigest().WithDigest(index.Descriptor.Digest));
        var destination = new RegistryDestination(client, RepositoryName.Of(name), [name.Tag ?? Reference.DefaultTag]);
        await new ImageCopier(display.Report).CopyAsync(source, destination, null, cancellationToken);
    }

    private static List<IndexEntry> Annotated(List<IndexEntry> entries, IReadOnlyList<ImageAnnotation> annotations) =>
        annotations.FirstOrDefault(a => a.Place is AnnotationPlace.Manifest or AnnotationPlace.IndexDescriptor) is { } impossible
            ? throw new UsageException($"--annotation {impossible.Key}: manifests are taken as they are; use index: or manifest-descriptor:")
            : [.. entries.Select(e => annotations.For(AnnotationPlace.ManifestDescriptor, e.Descriptor.Platform) is { } added
                ? e with { Descriptor = e.Descriptor with { Annotations = new StringMap((e.Descriptor.Annotations ?? []).Concat(added)) } }
                : e)];

    private static List<IndexEntry> Chosen(List<IndexEntry> entries, string[] platforms)
    {
        var matchers = platforms.SelectMany(p => p.Split(',')).Select(p => (Text: p, Matcher: PlatformMatcher.OnlyStrict(PlatformArgument.Parse(p)))).ToList();
        foreach (var (text, matcher) in matchers)
        {
            if (!entries.Exists(e => e.Descriptor.Platform is { } platform && matcher.Matches(platform)))
            {
                throw new CommandException($"no source has an image for {text}");
            }
        }

        return matchers.Count == 0 ? entries : [.. entries.Where(e => e.Descriptor.Platform is { } platform && matchers.Exists(m => m.Matcher.Matches(platform)))];
    }

    private static string ReadSource(string path) => File.ReadAllText(path).Trim();

    // A descriptor as JSON, or a digest alone, is of the repository of the new image.
    private static Reference Source(string text, List<Reference> names)
    {
        if (text.StartsWith('{'))
        {
            text = OciJson.Deserialize<Descriptor>(System.Text.Encoding.UTF8.GetBytes(text)).Digest.ToString();
        }

        return !Digest.TryParse(text, out var digest)
            ? ManifestCommand.ParseName(text)
            : names.Count > 0 ? names[0].WithoutTagAndDigest().WithDigest(digest) : throw new UsageException($"{text}: of which repository? Name one with --tag, or write NAME@{text}");
    }

    private static void WriteMetadata(string? path, List<Reference> names, Descriptor descriptor)
    {
        if (path is not null)
        {
            var document = new JsonObject
            {
                ["containerimage.descriptor"] = JsonNode.Parse(OciJson.Serialize(descriptor)),
                ["image.name"] = string.Join(',', names),
            };
            File.WriteAllText(path, document.ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }
}
