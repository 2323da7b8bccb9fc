using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Images;
using Drydock.Images.Records;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock rmi IMAGE…</c>, also <c>image rm</c>.</summary>
internal static class RmiCommand
{
    public static Command Create(GlobalOptions globals, string name = "rmi")
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Names, IDs or their beginnings", Arity = ArgumentArity.OneOrMore };
        var force = new Option<bool>("--force", "-f") { Description = "Remove an image given by ID although it has several names" };
        var noPrune = new Option<bool>("--no-prune") { Description = "Accepted without effect: layers are removed by garbage collection, when nothing uses them" };
        var platform = new Option<string[]>("--platform") { Description = "Remove only the image for this platform", HelpName = "OS/ARCH[/VARIANT],..." };
        var command = new Command(name, "Remove images") { images, force, noPrune, platform };
        if (name == "rm")
        {
            command.Aliases.Add("remove");
        }

        command.SetAction(result =>
        {
            var store = globals.OpenStore(result);
            var exitCode = 0;
            var platforms = result.GetValue(platform) is { Length: > 0 } given ? PlatformArgument.ParseAll(given) : [];
            foreach (var word in result.GetRequiredValue(images))
            {
                try
                {
                    var removed = platforms.Count > 0
                        ? ImageTagger.RemovePlatforms(store, word, platforms)
                        : ImageTagger.Remove(store, word, result.GetValue(force));
                    foreach (var untagged in removed.Untagged)
                    {
                        Console.WriteLine($"Untagged: {untagged.ToFamiliarString()}");
                    }

                    foreach (var deleted in removed.Deleted)
                    {
                        Console.WriteLine($"Deleted: {deleted}");
                    }
                }
                catch (ImageException e) when (result.GetValue(force) && e.Message.StartsWith("No such image", StringComparison.Ordinal))
                {
                    Console.Error.WriteLine(e.Message);
                }
                catch (ImageException e)
                {
                    Console.Error.WriteLine("ERROR: " + e.Message);
                    exitCode = 1;
                }
            }

            new GarbageCollector(store).Collect();
            return exitCode;
        });
        return command;
    }
}
