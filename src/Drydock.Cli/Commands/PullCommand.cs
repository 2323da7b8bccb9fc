using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock pull NAME[:TAG|@DIGEST]</c>.</summary>
internal static class PullCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var name = new Argument<string>("NAME") { Description = "NAME[:TAG] or NAME@DIGEST" };
        var all = new Option<bool>("--all-tags", "-a") { Description = "Every tag of the repository" };
        var platform = new Option<string?>("--platform") { Description = "Which image of several (default: this machine's)", HelpName = "OS/ARCH" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print only the name" };
        var trust = new Option<bool>("--disable-content-trust") { Hidden = true };
        var command = new Command("pull", "Bring an image from a registry") { name, all, platform, quiet, trust };
        command.SetAction(async (result, cancellationToken) =>
        {
            var reference = Parse(result.GetRequiredValue(name));
            var wanted = PlatformArgument.Parse(result.GetValue(platform));
            var isQuiet = result.GetValue(quiet);
            var store = globals.OpenStore(result);
            using var client = globals.CreateRegistryClient(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            var display = TransferDisplay.Create(isQuiet);
            var puller = new ImagePuller(store, client, display.Report);
            if (result.GetValue(all))
            {
                await PullAllAsync(client, puller, display, reference, wanted, isQuiet, cancellationToken);
                return 0;
            }

            if (reference.IsNameOnly && !isQuiet)
            {
                Console.WriteLine($"Using default tag: {Reference.DefaultTag}");
            }

            await PullAsync(puller, reference.ToDockerForm(), wanted, isQuiet, cancellationToken);
            Console.WriteLine(reference.ToDockerForm());
            return 0;
        });
        return command;
    }

    private static Reference Parse(string text) => Reference.TryParse(text, out var reference, out var error)
        ? reference
        : throw new CommandException($"invalid reference format: {error}");

    private static async Task PullAllAsync(
        RegistryClient client, ImagePuller puller, TransferDisplay display, Reference reference, Platform platform, bool quiet, CancellationToken cancellationToken)
    {
        if (!reference.IsNameOnly)
        {
            throw new CommandException("tag can't be used with --all-tags/-a");
        }

        await foreach (var tag in client.ListTagsAsync(RepositoryName.Of(reference), cancellationToken))
        {
            await PullAsync(puller, reference.WithTag(tag), platform, quiet, cancellationToken);
            display.Next();
        }

        Console.WriteLine(reference);
    }

    private static async Task PullAsync(ImagePuller puller, Reference reference, Platform platform, bool quiet, CancellationToken cancellationToken)
    {
        if (!quiet)
        {
            Console.WriteLine($"{reference.TagOrDigest}: Pulling from {reference.Path}");
        }

        var pulled = await puller.PullAsync(reference, platform, cancellationToken);
        if (!quiet)
        {
            Console.WriteLine($"Digest: {pulled.Digest}");
            Console.WriteLine(pulled.IsNew
                ? $"Status: Downloaded newer image for {reference.ToFamiliarString()}"
                : $"Status: Image is up to date for {reference.ToFamiliarString()}");
        }
    }
}
