using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>Turns what a RUN left in its overlay upper directory into a layer.</summary>
/// <remarks>
/// The upper directory holds more than the change: overlayfs copies a file up when it is opened for
/// writing, and its parents with it. What is equal to the file below it is left out; parents of real
/// changes stay. Deletions become whiteouts; an opaque directory becomes whiteouts of its old
/// children, as BuildKit writes it, because some readers handle only those.
/// </remarks>
public static class UpperDirectoryDiff
{
    /// <summary>Writes the change; the caller completes the writer.</summary>
    /// <param name="upper">The upper directory, in overlay's form.</param>
    /// <param name="lower">The merged view of all that is below it; null when nothing is.</param>
    /// <param name="writer">Takes the entries.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    public static void Write(RootedDirectory upper, RootedDirectory? lower, LayerWriter writer, DiffOptions? options = null, CancellationToken cancellationToken = default)
    {
        var walk = new ChangeWalk(new ChangeSink(writer, options ?? DiffOptions.Default), groups: null, cancellationToken);
        walk.Run(lower, upper);
    }
}
