using System.Globalization;
using System.Text.Json.Nodes;
using Drydock.Build;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Cli.Rendering;

/// <summary>What a build says at its end: the image's name and ID, its size, and its size before.</summary>
internal static class BuildReport
{
    public static void Print(BuildOutcome outcome, IReadOnlyList<Reference> names, ImageRecord? previous, bool quiet, IProgressDisplay display)
    {
        if (outcome.Image is not { } image)
        {
            return;
        }

        if (quiet || display is QuietProgress)
        {
            Console.Out.WriteLine(image.Id);
            return;
        }

        if (display is RawJsonProgress)
        {
            return;
        }

        var name = names.Count > 0 ? string.Join(", ", names.Select(n => n.ToFamiliarString())) + " " : "";
        Console.Error.WriteLine($"\nimage {name}{image.Id}\nsize {StatusText.ShortBytes(image.SizeBytes)}{Change(image.SizeBytes, previous)}");
    }

    public static void WriteFiles(BuildOutcome outcome, IReadOnlyList<Reference> names, string? iidFile, string? metadataFile)
    {
        if (iidFile is not null && outcome.Image is { } image)
        {
            File.WriteAllText(iidFile, image.Id.ToString());
        }

        if (metadataFile is not null)
        {
            var metadata = new JsonObject();
            if (outcome.Image is { } built)
            {
                metadata["containerimage.config.digest"] = built.Id.ToString();
                metadata["containerimage.digest"] = (outcome.ManifestDigest ?? built.Id).ToString();
            }

            if (names.Count > 0)
            {
                metadata["image.name"] = string.Join(',', names);
            }

            File.WriteAllText(metadataFile, metadata.ToJsonString(new() { WriteIndented = true }) + "\n");
        }
    }

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
