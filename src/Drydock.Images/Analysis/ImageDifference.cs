using Drydock.Layers.Diff;
using Drydock.Layers.Folding;
using Drydock.Linux;

namespace Drydock.Images.Analysis;

/// <summary>A file that two images do not have alike.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Before">Its size in the first image; null where that has none.</param>
/// <param name="After">Its size in the second image; null where that has none.</param>
public sealed record ChangedFile(UnixPath Path, long? Before, long? After)
{
    /// <summary>How many bytes more the second image has.</summary>
    public long Change => (After ?? 0) - (Before ?? 0);
}

/// <summary>The regular files in which the trees of two images differ.</summary>
public static class ImageDifference
{
    /// <summary>Compares two images.</summary>
    /// <returns>The files, the largest change first.</returns>
    public static IReadOnlyList<ChangedFile> Between(ImageLayers before, ImageLayers after, CancellationToken cancellationToken)
    {
        var old = Visible(before);
        var found = new List<ChangedFile>();
        foreach (var (path, file) in Visible(after))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!old.Remove(path, out var known))
            {
                found.Add(new ChangedFile(path, null, file.Attributes.Size));
            }
            else if (!IsSame(before, known, after, file))
            {
                found.Add(new ChangedFile(path, known.Attributes.Size, file.Attributes.Size));
            }
        }

        found.AddRange(old.Select(f => new ChangedFile(f.Key, f.Value.Attributes.Size, null)));
        return [.. found.OrderByDescending(f => Math.Abs(f.Change)).ThenBy(f => f.Path)];
    }

    private static Dictionary<UnixPath, StackedFile> Visible(ImageLayers image) =>
        StackInventory.Files(image.Stack).Where(f => f.IsVisible).ToDictionary(f => f.Path);

    private static bool IsSame(ImageLayers before, StackedFile x, ImageLayers after, StackedFile y)
    {
        if (before.Image.Layers[x.Layer].DiffId == after.Image.Layers[y.Layer].DiffId)
        {
            return true;
        }

        if (x.Attributes.Size != y.Attributes.Size)
        {
            return false;
        }

        using var left = x.Open();
        using var right = y.Open();
        return SameContent.Holds(left, right);
    }
}
