using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Copying;
using Drydock.Images.Destinations;
using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock copy SOURCE DESTINATION</c>: images between registries, layouts, archives and the store.</summary>
internal static class CopyCommand
{
    public static Command Create(GlobalOptions globals)
    {
        const string Places = "[docker://]NAME, store:NAME, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME]";
        var from = new Argument<string>("SOURCE") { Description = Places };
        var to = new Argument<string>("DESTINATION") { Description = "The same" };
        var all = new Option<bool>("--all", "-a") { Description = "Of an index, the images of all platforms, and the index itself" };
        var platform = new Option<string?>("--platform") { Description = "Of an index, the image of this platform (default: this machine's)", HelpName = "OS/ARCH" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print only the digest" };
        var digestFile = new Option<string?>("--digestfile") { Description = "Write the digest to a file", HelpName = "FILE" };
        var command = new Command("copy", "Copy an image without unpacking it; its digest stays") { from, to, all, platform, quiet, digestFile };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (source, target) = (ImageLocation.Parse(result.GetRequiredValue(from)), ImageLocation.Parse(result.GetRequiredValue(to)));
            var wanted = result.GetValue(all) ? null : PlatformArgument.Parse(result.GetValue(platform));
            if (result.GetValue(all) && result.GetValue(platform) is not null)
            {
                throw new UsageException("--all copies the images of all platforms, --platform one of them: give one of the two");
            }

            if (source.Kind == LocationKind.Store && target.Kind == LocationKind.Store)
            {
                throw new UsageException("from the store to the store nothing is copied: \"drydock tag\" gives an image one more name");
            }

            var store = globals.OpenStore(result);
            using var client = globals.CreateRegistryClient(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            var display = TransferDisplay.Create(result.GetValue(quiet));
            var digest = (source.Kind, target.Kind) switch
            {
                (LocationKind.Store, _) => await FromStoreAsync(store, client, source, target, wanted, display, cancellationToken),
                (_, LocationKind.Store) => await ToStoreAsync(store, client, source, target, wanted, display, cancellationToken),
                _ => await PassOnAsync(store, client, source, target, wanted, display, cancellationToken),
            };
            Console.WriteLine(digest);
            if (result.GetValue(digestFile) is { } file)
            {
                await File.WriteAllTextAsync(file, digest.ToString(), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task<Digest> PassOnAsync(
        Store store, RegistryClient client, ImageLocation from, ImageLocation to, Platform? platform, TransferDisplay display, CancellationToken cancellationToken)
    {
        var (source, owner) = CopySource.Open(from, store, client, InputArgument.Open, cancellationToken);
        using (owner)
        {
            return await WriteAsync(to, client, async destination =>
                (await new ImageCopier(display.Report).CopyAsync(source, destination, platform, cancellationToken)).Digest);
        }
    }

    private static Task<Digest> FromStoreAsync(
        Store store, RegistryClient client, ImageLocation from, ImageLocation to, Platform? platform, TransferDisplay display, CancellationToken cancellationToken)
    {
        var image = ImageLookup.Find(store, from.Name!.ToString());
        return WriteAsync(to, client, async destination =>
        {
            var pusher = new ImagePusher(store, client, new PackOptions(), display.Report);
            if (platform is null && OutgoingImage.OfIndex(store, image, []) is { } images)
            {
                return (await pusher.PushIndexAsync(images, destination, cancellationToken)).Digest;
            }

            image = image.Platforms is null || platform is null ? image : ImageLookup.Narrow(store, image, platform);
            return (await pusher.PushAsync(OutgoingImage.Of(image), destination, cancellationToken)).Descriptor.Digest;
        });
    }

    private static async Task<Digest> ToStoreAsync(
        Store store, RegistryClient client, ImageLocation from, ImageLocation to, Platform? platform, TransferDisplay display, CancellationToken cancellationToken)
    {
        if (platform is null)
        {
            throw new UsageException("--all: an index is copied to a registry, oci: or oci-archive:; the store takes the image of one platform, --platform says which");
        }

        var (source, owner) = CopySource.Open(from, store, client, InputArgument.Open, cancellationToken);
        using (owner)
        {
            var record = await new ImagePuller(store, client, display.Report).ImportAsync(source, to.Name!, platform, cancellationToken);
            return record.Manifest ?? record.Id;
        }
    }

    private static async Task<Digest> WriteAsync(ImageLocation to, RegistryClient client, Func<IImageDestination, Task<Digest>> write)
    {
        switch (to.Kind)
        {
            case LocationKind.Registry:
                return to.Name!.Digest.IsEmpty
                    ? await write(new RegistryDestination(client, RepositoryName.Of(to.Name), [to.Name.Tag!]))
                    : throw new UsageException($"{to.Name}: a destination has a tag, not a digest");
            case LocationKind.OciDirectory:
                using (var layout = LayoutDestination.Open(to.Path, to.Tag))
                {
                    return await write(layout);
                }

            default:
                return await WriteArchiveAsync(to, write);
        }
    }

    private static async Task<Digest> WriteArchiveAsync(ImageLocation to, Func<IImageDestination, Task<Digest>> write)
    {
        try
        {
            await using var output = InputArgument.Create(to.Path);
            using var archive = to.Kind == LocationKind.OciArchive
                ? ArchiveDestination.Oci(output, $"oci-archive:{to.Path}", to.Tag)
                : ArchiveDestination.Docker(output, $"docker-archive:{to.Path}", to.Name);
            return await write(archive);
        }
        catch when (to.Path != "-")
        {
            // Half an archive is none.
            File.Delete(to.Path);
            throw;
        }
    }
}
