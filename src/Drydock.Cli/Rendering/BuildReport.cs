using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Build;
using Drydock.Build.Progress;
using Drydock.Images.Folding;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Rendering;

/// <summary>What a build says at its end: the image's name and ID, its size, and its size before.</summary>
internal static class BuildReport
{
    public static void Print(BuildOutcome outcome, IReadOnlyList<Reference> names, ImageRecord? previous, bool quiet, IProgressDisplay display)
    {
        if (outcome.Target is not { } image)
        {
            return;
        }

        if (quiet || display.Shown is QuietProgress)
        {
            Console.Out.WriteLine(image.Id);
            return;
        }

        if (display.Shown is RawJsonProgress)
        {
            return;
        }

        var name = names.Count > 0 ? string.Join(", ", names.Select(n => n.ToFamiliarString())) + " " : "";
        Console.Error.WriteLine($"\nimage {name}{image.Id}");
        if (outcome.Manifest is { } manifest)
        {
            Console.Error.WriteLine($"digest {manifest.Digest}");
        }

        if (image.IsWhole)
        {
            Console.Error.WriteLine($"size {StatusText.ShortBytes(image.SizeBytes)}{Change(image.SizeBytes, previous)}");
        }

        foreach (var folded in image.Images.Select(i => i.Image.Folded).OfType<FoldedLayers>())
        {
            Console.Error.WriteLine(FoldText.Of(folded));
        }
    }

    /// <summary>Writes what scripts read: the image ID, and the metadata as buildx has it.</summary>
    /// <param name="outcome">What was built.</param>
    /// <param name="names">The names of the image.</param>
    /// <param name="iidFile">Takes the image ID; null for none.</param>
    /// <param name="metadataFile">Takes the metadata; null for none.</param>
    /// <param name="warnings">The warnings, if the metadata are to have them; else null.</param>
    public static void WriteFiles(BuildOutcome outcome, IReadOnlyList<Reference> names, string? iidFile, string? metadataFile, IReadOnlyList<BuildWarning>? warnings)
    {
        if (iidFile is not null && outcome.Target is { } image)
        {
            File.WriteAllText(iidFile, image.Id.ToString());
        }

        if (metadataFile is not null)
        {
            var metadata = new JsonObject();
            if (outcome.Target is { } built)
            {
                if (!built.IsIndex)
                {
                    metadata["containerimage.config.digest"] = built.Id.ToString();
                }

                metadata["containerimage.digest"] = (outcome.Manifest?.Digest ?? built.Id).ToString();
                if (outcome.Manifest is { } manifest)
                {
                    metadata["containerimage.descriptor"] = DescriptorOf(manifest);
                }
            }

            if (names.Count > 0)
            {
                metadata["image.name"] = string.Join(',', names);
            }

            if (warnings is not null)
            {
                metadata["buildx.build.warnings"] = new JsonArray([.. warnings.Select(WarningOf)]);
            }

            File.WriteAllText(metadataFile, metadata.ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }

    private static JsonObject DescriptorOf(Descriptor manifest) => new()
    {
        ["mediaType"] = manifest.MediaType,
        ["digest"] = manifest.Digest.ToString(),
        ["size"] = manifest.Size,
    };

    private static JsonNode WarningOf(BuildWarning warning) => new JsonObject
    {
        ["short"] = warning.Text,
        ["detail"] = warning.Warning.Message,
        ["url"] = warning.Warning.DocumentationUrl,
        ["line"] = warning.Warning.Lines.Start,
    };

    private static string Change(long size, ImageRecord? previous)
    {
        if (previous is null)
        {
            return "";
        }

        if (previous.SizeBytes == size)
        {
            return " (as before)";
        }

        var difference = size - previous.SizeBytes;
        var sign = difference < 0 ? "-" : "+";
        return string.Create(CultureInfo.InvariantCulture, $" (before {StatusText.ShortBytes(previous.SizeBytes)}, {sign}{StatusText.ShortBytes(Math.Abs(difference))})");
    }
}
