using System.CommandLine;
using Drydock.Cli.Rendering;
using Drydock.Images.Indexes;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock manifest create</c>, <c>annotate</c>, <c>push</c> and <c>rm</c>: images that registries have, put together to one for several platforms.</summary>
internal static class ManifestCommand
{
    public static Command CreateCreate(GlobalOptions globals)
    {
        var list = ListArgument();
        var manifests = new Argument<string[]>("MANIFEST") { Description = "Images that registries have", Arity = ArgumentArity.OneOrMore };
        var amend = new Option<bool>("--amend", "-a") { Description = "Add to a list that exists" };
        var command = new Command("create", "Begin a list of manifests") { list, manifests, amend, InsecureOption() };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = ParseName(result.GetRequiredValue(list));
            var store = globals.OpenStore(result);
            var known = FindList(store, name);
            if (known is not null && !result.GetValue(amend))
            {
                throw new CommandException($"refusing to amend an existing manifest list with no --amend flag: {name.ToFamiliarString()}\n\"drydock manifest rm\" removes it");
            }

            using var client = globals.CreateRegistryClient(result);
            var composer = new IndexComposer(client, static _ => { });
            var entries = known?.Entries.ToList() ?? [];
            foreach (var reference in result.GetRequiredValue(manifests).Select(ParseName))
            {
                var found = await composer.EntriesOfAsync(reference, cancellationToken);
                if (found is not [var manifest])
                {
                    throw new CommandException($"{reference.ToFamiliarString()} is a manifest list itself; name its manifests by digest, or use \"drydock imagetools create\"");
                }

                entries.RemoveAll(e => e.Reference == reference.ToString());
                entries.Add(new ManifestListEntry(reference.ToString(), manifest.Descriptor));
            }

            store.ManifestLists.Write(new ManifestList { Name = name.ToString(), Entries = entries });
            Console.WriteLine($"Created manifest list {name}");
            return 0;
        });
        return command;
    }

    public static Command CreateAnnotate(GlobalOptions globals)
    {
        var list = ListArgument();
        var manifest = new Argument<string>("MANIFEST") { Description = "An image of the list" };
        var os = new Option<string?>("--os") { Description = "The operating system", HelpName = "OS" };
        var architecture = new Option<string?>("--arch") { Description = "The processor", HelpName = "ARCH" };
        var variant = new Option<string?>("--variant") { Description = "The variant of the processor", HelpName = "VARIANT" };
        var osVersion = new Option<string?>("--os-version") { Description = "The version of the operating system", HelpName = "VERSION" };
        var osFeatures = new Option<string[]>("--os-features") { Description = "Features of the operating system", HelpName = "FEATURE,..." };
        var command = new Command("annotate", "Say for which platform an image of a list is") { list, manifest, os, architecture, variant, osVersion, osFeatures };
        command.SetAction(result =>
        {
            var store = globals.OpenStore(result);
            var found = RequireList(store, ParseName(result.GetRequiredValue(list)));
            var entry = EntryOf(found, ParseName(result.GetRequiredValue(manifest)));
            var platform = entry.Descriptor.Platform ?? new Platform { Os = "", Architecture = "" };
            platform = platform with
            {
                Os = result.GetValue(os) ?? platform.Os,
                Architecture = result.GetValue(architecture) ?? platform.Architecture,
                Variant = result.GetValue(variant) ?? platform.Variant,
                OsVersion = result.GetValue(osVersion) ?? platform.OsVersion,
                OsFeatures = result.GetValue(osFeatures) is { Length: > 0 } features ? [.. features.SelectMany(f => f.Split(','))] : platform.OsFeatures,
            };
            if (platform.Os.Length == 0 || platform.Architecture.Length == 0)
            {
                throw new CommandException($"manifest entry for {entry.Reference} needs --os and --arch: the image itself does not say its platform");
            }

            var changed = entry with { Descriptor = entry.Descriptor with { Platform = platform } };
            store.ManifestLists.Write(found with { Entries = [.. found.Entries.Select(e => e == entry ? changed : e)] });
            return 0;
        });
        return command;
    }

    public static Command CreatePush(GlobalOptions globals)
    {
        var list = ListArgument();
        var purge = new Option<bool>("--purge", "-p") { Description = "Remove the list after the push" };
        var command = new Command("push", "Push a list to its name, and the images it lists to the same repository") { list, purge, InsecureOption() };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = ParseName(result.GetRequiredValue(list));
            var store = globals.OpenStore(result);
            var found = RequireList(store, name);
            if (found.Entries.FirstOrDefault(e => e.Descriptor.Platform is null) is { } unknown)
            {
                throw new CommandException($"manifest {unknown.Reference} has no platform\n\"drydock manifest annotate --os OS --arch ARCH\" gives it one");
            }

            using var client = globals.CreateRegistryClient(result);
            List<IndexEntry> entries = [.. found.Entries.Select(e => new IndexEntry(Reference.Parse(e.Reference), e.Descriptor))];
            // As docker: a list of OCI images is an OCI index.
            var index = IndexComposer.Compose(entries, null, oci: entries.Exists(e => e.Descriptor.MediaType == MediaTypes.OciManifest));
            await new IndexComposer(client, TransferDisplay.Create(quiet: true).Report).PushAsync(index, entries, name, cancellationToken);
            Console.WriteLine(index.Descriptor.Digest);
            if (result.GetValue(purge))
            {
                store.ManifestLists.Delete(found.Name);
            }

            return 0;
        });
        return command;
    }

    public static Command CreateRemove(GlobalOptions globals)
    {
        var lists = new Argument<string[]>("LIST") { Description = "Names of lists", Arity = ArgumentArity.OneOrMore };
        var command = new Command("rm", "Remove lists that are not pushed any more; nothing changes at a registry") { lists };
        command.SetAction(result =>
        {
            var store = globals.OpenStore(result);
            var missing = result.GetRequiredValue(lists).Select(ParseName).Where(name => !store.ManifestLists.Delete(name.ToString())).ToList();
            return missing.Count == 0
                ? 0
                : throw new CommandException(string.Join('\n', missing.Select(m => $"No such manifest: {m.ToFamiliarString()}")));
        });
        return command;
    }

    /// <exception cref="CommandException">It is no reference.</exception>
    internal static Reference ParseName(string text) => Reference.TryParse(text, out var reference, out var error)
        ? reference.ToDockerForm()
        : throw new CommandException($"invalid reference format: {error}");

    internal static ManifestList? FindList(Store store, Reference name) => store.ManifestLists.Find(name.ToString());

    /// <exception cref="CommandException">The list does not have it.</exception>
    internal static ManifestListEntry EntryOf(ManifestList list, Reference manifest) =>
        list.Entries.FirstOrDefault(e => e.Reference == manifest.ToString())
        ?? throw new CommandException($"manifest for image {manifest.ToFamiliarString()} does not exist in {list.Name}; it has {string.Join(", ", list.Entries.Select(e => e.Reference))}");

    /// <exception cref="CommandException">There is none.</exception>
    internal static ManifestList RequireList(Store store, Reference name) =>
        FindList(store, name) ?? throw new CommandException($"No such manifest list: {name.ToFamiliarString()}\n\"drydock manifest create\" makes one");

    private static Argument<string> ListArgument() => new("LIST") { Description = "The name of the list, and of the image that it becomes" };

    private static Option<bool> InsecureOption() => new("--insecure") { Description = "Accepted without effect: use --insecure-registry HOST", Hidden = true };
}
