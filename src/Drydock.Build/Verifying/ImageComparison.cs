using Drydock.Build.Exporting;
using Drydock.Build.Planning;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Verifying;

/// <summary>Whether two builds of the same inputs gave the same image, and where not.</summary>
public static class ImageComparison
{
    /// <summary>Finds the first difference of two images.</summary>
    /// <param name="store">Has both.</param>
    /// <param name="plan">What both were built from: names the step that made a layer.</param>
    /// <param name="first">An image.</param>
    /// <param name="second">Another.</param>
    /// <returns>A sentence for the user; null when the images are the same.</returns>
    public static string? Find(Store store, BuildPlan plan, AssembledImage first, AssembledImage second)
    {
        if (first.Id == second.Id)
        {
            return null;
        }

        for (var i = 0; i < Math.Min(first.Layers.Count, second.Layers.Count); i++)
        {
            if (first.Layers[i].DiffId != second.Layers[i].DiffId)
            {
                var step = StepOf(plan, first.Layers.Count, i);
                return LayerComparison.Find(store, first.Layers[i], second.Layers[i]) is { } file
                    ? $"{step}: {file.Path}: {file.What}"
                    : $"{step}: the layers are written differently";
            }
        }

        return first.Layers.Count != second.Layers.Count
            ? $"the images have {first.Layers.Count} and {second.Layers.Count} layers"
            : OciJson.Serialize(first.Config with { History = [], Created = null }).AsSpan().SequenceEqual(OciJson.Serialize(second.Config with { History = [], Created = null }))
                ? "the times in the config differ: set SOURCE_DATE_EPOCH"
                : "the configs differ";
    }

    // Steps and layers are counted from the top: the layers below are the base's.
    private static string StepOf(BuildPlan plan, int layers, int index)
    {
        var steps = plan.Image.History.Where(h => h.Step is not null).Select(h => h.Step!).ToList();
        var number = index - (layers - steps.Count);
        return number >= 0 ? steps[number].Name : "a layer of the base";
    }
}
