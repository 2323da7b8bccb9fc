using System.CommandLine;
using Drydock.Build.Planning;
using Drydock.Cli.Arguments;
using Drydock.Images.Importing;
using Drydock.Images.Records;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock import FILE|- [NAME[:TAG]]</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var file = new Argument<string>("FILE") { Description = "A tar of a root file system, plain or compressed; - for standard input", HelpName = "FILE|-" };
        var name = new Argument<string?>("NAME") { Description = "A name for the image: NAME[:TAG]", Arity = ArgumentArity.ZeroOrOne };
        var changes = new Option<string[]>("--change", "-c") { Description = "An instruction for the config, such as 'CMD [\"sh\"]' (repeatable)", HelpName = "INSTRUCTION" };
        var message = new Option<string?>("--message", "-m") { Description = "What the history says", HelpName = "TEXT" };
        var platform = new Option<string?>("--platform") { Description = "The image's platform (default: this machine's)", HelpName = "OS/ARCH" };
        var command = new Command("import", "Make an image from a tar of a root file system") { file, name, changes, message, platform };
        command.SetAction((result, cancellationToken) =>
        {
            var source = result.GetRequiredValue(file);
            var reference = result.GetValue(name) is { Length: > 0 } given ? ImageTagger.ParseName(given) : null;
            var wanted = PlatformArgument.Parse(result.GetValue(platform));
            var config = ConfigChanges.Apply(
                new ImageConfig { Architecture = wanted.Architecture, Os = wanted.Os, Variant = wanted.Variant, RootFs = new RootFs { DiffIds = [] } },
                result.GetValue(changes) ?? []);
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            using var input = InputArgument.Open(source);
            var layer = RootFsImporter.ImportLayer(store, input, source == "-" ? "standard input" : source, cancellationToken);
            var image = RootFsImporter.CreateImage(store, layer, config, result.GetValue(message) ?? $"Imported from {source}", reference);
            Console.WriteLine(image.Id);
            return Task.FromResult(0);
        });
        return command;
    }
}
