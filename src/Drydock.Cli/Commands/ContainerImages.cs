using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Images.Records;
using Drydock.Images.Transfer;
using Drydock.Linux.Emulation;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary>The image of a new container: the store's, or one that is pulled now.</summary>
internal static class ContainerImages
{
    /// <exception cref="CommandException">It is nowhere, with docker's exit code 125.</exception>
    public static async Task<ImageRecord> FindAsync(Store store, GlobalOptions globals, ParseResult result, ContainerFlags flags, CancellationToken cancellationToken)
    {
        var word = result.GetRequiredValue(flags.Image);
        var when = When(result.GetValue(flags.Pull));
        var platform = PlatformArgument.ParseOptional(result.GetValue(flags.Platform));
        if (when != "always" && Known(store, word, platform) is { } known)
        {
            return known;
        }

        if (when == "never")
        {
            throw new CommandException($"drydock: No such image: {word}", 125);
        }

        if (!Reference.TryParse(word, out var reference, out var error))
        {
            throw new CommandException($"drydock: invalid reference format: {error}", 125);
        }

        reference = reference.ToDockerForm();
        var isQuiet = result.GetValue(flags.Quiet);
        // Standard output belongs to the container.
        if (!isQuiet && when != "always")
        {
            await Console.Error.WriteLineAsync($"Unable to find image '{reference.ToFamiliarString()}' locally");
        }

        using var client = globals.CreateRegistryClient(result);
        using var lease = StoreLease.Take(store, cancellationToken);
        var pulled = await new ImagePuller(store, client, _ => { }).PullAsync(reference, PlatformArgument.Parse(result.GetValue(flags.Platform)), cancellationToken);
        if (!isQuiet && pulled.IsNew)
        {
            await Console.Error.WriteLineAsync($"Digest: {pulled.Digest}\nStatus: Downloaded newer image for {reference.ToFamiliarString()}");
        }

        return pulled.Image;
    }

    // An image for another platform than the one asked for is as good as none: it is pulled then.
    private static ImageRecord? Known(Store store, string word, Platform? platform)
    {
        if (ImageLookup.TryFind(store, word) is not { } image)
        {
            return null;
        }

        if (platform is not null)
        {
            return ImageLookup.TryNarrow(store, image, platform);
        }

        var own = OciJson.Deserialize<ImageConfig>(store.Blobs.ReadDocument(image.Id)).Platform;
        if (!ForeignPrograms.AreNative(Platform.Host.Architecture, own.Architecture))
        {
            Console.Error.WriteLine($"WARNING: The requested image's platform ({own}) does not match the detected host platform ({Platform.Host}) and no specific platform was requested");
        }

        return image;
    }

    private static string When(string? value) => value is null or "" or "missing" or "always" or "never"
        ? value ?? ""
        : throw new UsageException($"invalid value \"{value}\" for --pull: always, missing or never");
}
