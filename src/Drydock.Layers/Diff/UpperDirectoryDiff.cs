using Drydock.Linux;

namespace Drydock.Layers.Diff;

/// <summary>Turns what a RUN left in its overlay upper directory into a layer.</summary>
public static class UpperDirectoryDiff
{
    /// <summary>Writes the change; the caller completes the writer.</summary>
    /// <param name="upper">The upper directory, in overlay's form.</param>
    /// <param name="lower">The merged view of all that is below it; null when nothing is.</param>
    /// <param name="writer">Takes the entries.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    public static void Write(RootedDirectory upper, RootedDirectory? lower, LayerWriter writer, DiffOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
