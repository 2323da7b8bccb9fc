using System.CommandLine;
using Drydock.Build.Planning;
using Drydock.Containers;
using Drydock.Containers.Saving;
using Drydock.Images.Records;
using Drydock.Linux.Processes;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock commit CONTAINER [NAME[:TAG]]</c>.</summary>
internal static class CommitCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var container = new Argument<string>("CONTAINER") { Description = "A name, an ID or its beginning" };
        var name = new Argument<string?>("NAME") { Description = "A name for the image: NAME[:TAG]", Arity = ArgumentArity.ZeroOrOne };
        var author = new Option<string?>("--author", "-a") { Description = "The image's author", HelpName = "TEXT" };
        var changes = new Option<string[]>("--change", "-c") { Description = "An instruction for the config, such as 'CMD [\"sh\"]' (repeatable)", HelpName = "INSTRUCTION" };
        var message = new Option<string?>("--message", "-m") { Description = "What the history says", HelpName = "TEXT" };
        var pause = new Option<bool>("--pause", "-p") { Description = "Accepted without effect: the container goes on while its files are read", Hidden = true };
        var command = new Command("commit", "Make an image of what a container changed") { container, name, author, changes, message, pause };
        command.SetAction((result, _) =>
        {
            var reference = result.GetValue(name) is { Length: > 0 } given ? ImageTagger.ParseName(given) : null;
            using var namespaces = NamespaceEntry.Enter(CommandLineApplication.Arguments);
            var store = globals.OpenStore(result);
            var options = new CommitOptions
            {
                Author = result.GetValue(author),
                Message = result.GetValue(message),
                Change = config => ConfigChanges.Apply(config, result.GetValue(changes) ?? []),
            };
            var record = ContainerLookup.Find(store, result.GetRequiredValue(container));
            var image = new ContainerCommitter(store).Commit(record, reference, options, namespaces.Stopping);
            Console.WriteLine(image.Id);
            return Task.FromResult(0);
        });
        return command;
    }
}
