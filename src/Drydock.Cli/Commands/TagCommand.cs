using System.CommandLine;
using Drydock.Images.Records;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock tag SOURCE TARGET</c>.</summary>
internal static class TagCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var source = new Argument<string>("SOURCE_IMAGE") { Description = "An image: a name, an ID or its beginning" };
        var target = new Argument<string>("TARGET_IMAGE") { Description = "The new name: NAME[:TAG]" };
        var command = new Command("tag", "Give an image one more name") { source, target };
        command.SetAction(result =>
        {
            var store = globals.OpenStore(result);
            ImageTagger.Tag(store, ImageLookup.Find(store, result.GetRequiredValue(source)), result.GetRequiredValue(target));
            return 0;
        });
        return command;
    }
}
