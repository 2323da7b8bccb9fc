using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Containers;
using Drydock.Containers.Saving;
using Drydock.Images.Records;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock export CONTAINER|IMAGE</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var name = new Argument<string>("CONTAINER|IMAGE") { Description = "A container or an image: a name, an ID or its beginning" };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write (default: standard output)", HelpName = "FILE" };
        var command = new Command("export", "Write the files of a container or an image as a tar") { name, output };
        command.SetAction((result, _) =>
        {
            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            var store = globals.OpenStore(result);
            var word = result.GetRequiredValue(name);
            var archive = new ContainerArchive(store);
            var record = ContainerLookup.TryFind(store, word);
            var image = record is null ? ImageLookup.TryFind(store, word) : null;
            if (record is null && image is null)
            {
                throw new ContainerException($"No such container or image: {word}");
            }

            using var target = InputArgument.Create(result.GetValue(output));
            if (record is not null)
            {
                archive.Export(record, target, namespaces.Stopping);
            }
            else
            {
                archive.Export(image!, target, namespaces.Stopping);
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
