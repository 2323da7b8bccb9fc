using System.Security.Cryptography;
using Drydock.Layers.Folding;
using Drydock.Linux;
using Drydock.Oci;

namespace Drydock.Images.Analysis;

/// <summary>One layer in an analysis.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="DiffId">Its DiffID.</param>
/// <param name="Instruction">The instruction that made it; null where history does not tell.</param>
/// <param name="IsBase">Whether it came with the base.</param>
/// <param name="Bytes">Bytes of its regular files.</param>
/// <param name="WastedBytes">Those of them that are in no file of the image.</param>
public sealed record AnalyzedLayer(int Number, Digest DiffId, string? Instruction, bool IsBase, long Bytes, long WastedBytes);

/// <summary>A file that looks like a secret.</summary>
/// <param name="Path">Its path.</param>
/// <param name="What">What it looks like.</param>
/// <param name="Layer">The number of its layer, from 1.</param>
/// <param name="IsVisible">Whether the image's tree has it; deleted ones are in the layer all the same.</param>
public sealed record FoundSecret(UnixPath Path, string What, int Layer, bool IsVisible);

/// <summary>Files with the same bytes at different places.</summary>
/// <param name="Bytes">The size of one.</param>
/// <param name="Paths">Where they are.</param>
public sealed record DuplicateFiles(long Bytes, IReadOnlyList<UnixPath> Paths);

/// <summary>Which layer wasted which bytes, and what leaked.</summary>
public sealed record ImageAnalysis
{
    private const long SmallestDuplicate = 64 << 10;

    /// <summary>The layers, lowest first.</summary>
    public required IReadOnlyList<AnalyzedLayer> Layers { get; init; }

    /// <summary>Files whose bytes are of no use, the largest first; those that the base wasted by itself are left out.</summary>
    public required IReadOnlyList<WastedFile> Waste { get; init; }

    /// <summary>Files above the base that look like secrets.</summary>
    public required IReadOnlyList<FoundSecret> Secrets { get; init; }

    /// <summary>Files of 64 KiB and more that the image has more than once, by what the copies cost.</summary>
    public required IReadOnlyList<DuplicateFiles> Duplicates { get; init; }

    /// <summary>Bytes of regular files in all layers.</summary>
    public long Bytes => Layers.Sum(l => l.Bytes);

    /// <summary>Bytes that are in no file of the image.</summary>
    public long WastedBytes => Layers.Sum(l => l.WastedBytes);

    /// <summary>The part of all bytes that is of use: 0 to 1.</summary>
    public double Efficiency => Bytes == 0 ? 1 : 1 - ((double)WastedBytes / Bytes);

    /// <summary>Analyzes an image.</summary>
    public static ImageAnalysis Of(ImageLayers image, CancellationToken cancellationToken)
    {
        var stack = image.Stack;
        var waste = StackInventory.Waste(stack, cancellationToken);
        var files = StackInventory.Files(stack).ToList();
        var instructions = image.Instructions();
        return new ImageAnalysis
        {
            Layers = [.. Enumerable.Range(0, stack.Count).Select(i => new AnalyzedLayer(
                i + 1, image.Image.Layers[i].DiffId, instructions[i] is { } h ? h.CreatedBy ?? h.Comment : null, i < stack.BaseLayers,
                files.Where(f => f.Layer == i).Sum(f => f.Attributes.Size), waste.Where(w => w.Layer == i).Sum(w => w.Bytes)))],
            Waste = [.. waste.Where(w => w.ByLayer >= stack.BaseLayers)],
            Secrets = [.. files.Where(f => f.Layer >= stack.BaseLayers).Select(Secret).OfType<FoundSecret>()],
            Duplicates = FindDuplicates(files, cancellationToken),
        };
    }

    private static FoundSecret? Secret(StackedFile file) =>
        SecretFiles.Recognize(file) is { } what ? new FoundSecret(file.Path, what, file.Layer + 1, file.IsVisible) : null;

    private static IReadOnlyList<DuplicateFiles> FindDuplicates(IEnumerable<StackedFile> files, CancellationToken cancellationToken)
    {
        var found = new List<DuplicateFiles>();
        foreach (var sameSize in files.Where(f => f.IsVisible && f.Attributes.Size >= SmallestDuplicate).GroupBy(f => f.Attributes.Size).Where(g => g.Skip(1).Any()))
        {
            foreach (var same in sameSize.GroupBy(Hash).Where(g => g.Skip(1).Any()))
            {
                cancellationToken.ThrowIfCancellationRequested();
                found.Add(new DuplicateFiles(sameSize.Key, [.. same.Select(f => f.Path).Order()]));
            }
        }

        return [.. found.OrderByDescending(d => d.Bytes * (d.Paths.Count - 1)).ThenBy(d => d.Paths[0])];

        static string Hash(StackedFile file)
        {
            using var content = file.Open();
            return Convert.ToHexStringLower(SHA256.HashData(content));
        }
    }
}
