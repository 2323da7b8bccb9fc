using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Packing;
using Drydock.Images.Records;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock push NAME[:TAG]</c>.</summary>
internal static class PushCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var name = new Argument<string>("NAME") { Description = "NAME[:TAG]" };
        var all = new Option<bool>("--all-tags", "-a") { Description = "Every tag of the name" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print only the name" };
        var platform = new Option<string?>("--platform") { Description = "Of an image for several platforms, only this one", HelpName = "OS/ARCH" };
        var trust = new Option<bool>("--disable-content-trust") { Hidden = true };
        var command = new Command("push", "Bring an image to a registry") { name, all, quiet, platform, trust };
        command.SetAction(async (result, cancellationToken) =>
        {
            var reference = Parse(result.GetRequiredValue(name));
            var wanted = PlatformArgument.ParseOptional(result.GetValue(platform));
            var isQuiet = result.GetValue(quiet);
            var store = globals.OpenStore(result);
            var images = Find(store, reference, result.GetValue(all));
            using var client = globals.CreateRegistryClient(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            var display = TransferDisplay.Create(isQuiet);
            var pusher = new ImagePusher(store, client, new PackOptions(), display.Report);
            Tell(isQuiet, reference.IsNameOnly && !result.GetValue(all) ? $"Using default tag: {Reference.DefaultTag}" : null);
            Tell(isQuiet, $"The push refers to repository [{reference.Name}]");
            foreach (var image in images)
            {
                var target = Reference.Parse(image.Name!);
                var pushed = await pusher.PushAsync(wanted is null ? image : ImageLookup.Narrow(store, image, wanted), target, cancellationToken);
                Tell(isQuiet, $"{target.Tag}: digest: {pushed.Digest} size: {pushed.Size}");
                display.Next();
                if (isQuiet)
                {
                    Console.WriteLine(target);
                }
            }

            return 0;
        });
        return command;
    }

    private static void Tell(bool quiet, string? line)
    {
        if (!quiet && line is not null)
        {
            Console.WriteLine(line);
        }
    }

    private static Reference Parse(string text)
    {
        if (!Reference.TryParse(text, out var reference, out var error))
        {
            throw new CommandException($"invalid reference format: {error}");
        }

        return reference.Digest.IsEmpty ? reference : throw new CommandException("cannot push a digest reference");
    }

    private static IReadOnlyList<ImageRecord> Find(Store store, Reference reference, bool all)
    {
        if (!all)
        {
            var wanted = reference.WithDefaultTag();
            return store.Images.Find(wanted.ToString()) is { } image
                ? [image]
                : throw new CommandException($"An image does not exist locally with the tag: {reference.FamiliarName}\nsee \"drydock images\"; \"drydock tag\" gives an image the name {wanted.ToFamiliarString()}");
        }

        if (!reference.IsNameOnly)
        {
            throw new CommandException("tag can't be used with --all-tags/-a");
        }

        var images = store.Images.All().Where(r => r.Name is not null && Reference.Parse(r.Name).Name == reference.Name).OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        return images.Count > 0 ? images : throw new CommandException($"An image does not exist locally with the tag: {reference.FamiliarName}");
    }
}
