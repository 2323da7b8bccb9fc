using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Images.Folding;
using Drydock.Images.Records;
using Drydock.Layers.Folding;
using Drydock.Storage;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock squash IMAGE</c>: a smaller image of one that exists.</summary>
internal static class SquashCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var image = new Argument<string>("IMAGE") { Description = "A name, an ID or its beginning" };
        var tag = new Option<string?>("--tag", "-t") { Description = "A name for the new image: NAME[:TAG]", HelpName = "NAME" };
        var from = new Option<string?>("--from") { Description = "Leave the layers of this image, or up to this layer (DiffID), as they are (default: none)", HelpName = "IMAGE|LAYER" };
        var layers = new Option<string?>("--layers") { Description = "folded (the same layers without what later ones delete, replace or only give other metadata) or flat (one; the default)", HelpName = "FORM" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print only the image ID" };
        var command = new Command("squash", "Make a smaller image of one that exists") { image, tag, from, layers, quiet };
        command.SetAction((result, cancellationToken) =>
        {
            var form = LayersArgument.Parse(result.GetValue(layers), LayerForm.Flat);
            var name = result.GetValue(tag) is { } given ? ImageTagger.ParseName(given) : null;
            var store = globals.OpenStore(result);
            using var lease = StoreLease.Take(store, cancellationToken);
            var old = StoredImage.Find(store, result.GetRequiredValue(image));
            var (made, folded) = ImageSquasher.Squash(store, old, result.GetValue(from), form, name, cancellationToken);
            if (!result.GetValue(quiet))
            {
                Console.Error.WriteLine(FoldText.Of(folded));
            }

            Console.Out.WriteLine(made.Id);
            return Task.FromResult(0);
        });
        return command;
    }
}
