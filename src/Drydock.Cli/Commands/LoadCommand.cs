using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Archives;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock load [-i FILE]</c>.</summary>
internal static class LoadCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var input = new Option<string?>("--input", "-i") { Description = "Read from a file instead of standard input; it may be compressed", HelpName = "FILE" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress" };
        var platform = new Option<string?>("--platform") { Description = "Which image of an index (default: all that the archive has)", HelpName = "OS/ARCH" };
        var command = new Command("load", "Take the images of an archive: an OCI layout, or what docker or podman saved") { input, quiet, platform };
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = result.GetValue(input);
            var wanted = PlatformArgument.ParseOptional(result.GetValue(platform));
            using var stream = InputArgument.Open(path);
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            // Docker tells of layers on a terminal only.
            var display = TransferDisplay.Create(result.GetValue(quiet) || Console.IsErrorRedirected);
            var loaded = await new ImageLoader(store, display.Report).LoadAsync(stream, path is null or "-" ? "standard input" : path, wanted, cancellationToken);
            foreach (var image in loaded)
            {
                foreach (var name in image.Names)
                {
                    Console.WriteLine($"Loaded image: {name.ToFamiliarString()}");
                }

                if (image.Names.Count == 0)
                {
                    Console.WriteLine($"Loaded image ID: {image.Id}");
                }
            }

            return 0;
        });
        return command;
    }
}
