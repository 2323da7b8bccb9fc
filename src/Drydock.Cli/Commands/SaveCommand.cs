using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Images.Archives;
using Drydock.Images.Packing;
using Drydock.Layers.Compression;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock save [-o FILE] IMAGE…</c>.</summary>
internal static class SaveCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Names, IDs or their beginnings; a name without a tag means all its tags", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "Write to a file instead of standard output", HelpName = "FILE" };
        var platform = new Option<string?>("--platform") { Description = "Only the image for this platform (default: all that there are)", HelpName = "OS/ARCH" };
        var command = new Command("save", "Write images to an archive, which is an OCI layout too") { images, output, platform };
        command.SetAction((result, cancellationToken) =>
        {
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            var packed = ImageSelection.Pack(store, result.GetRequiredValue(images), new PackOptions { Compression = CompressionKind.None }, PlatformArgument.ParseOptional(result.GetValue(platform)));
            using var stream = InputArgument.Create(result.GetValue(output));
            OciLayoutWriter.Write(store, packed, new TarSink(stream), withDockerManifest: true);
            return Task.FromResult(0);
        });
        return command;
    }
}
