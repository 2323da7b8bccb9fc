using Drydock.Linux.Files;

namespace Drydock.Layers.Diff;

/// <summary>Writes the difference of two whole trees as a layer: where there is no overlay, and to squash.</summary>
public static class TreeDiff
{
    /// <summary>Writes what turns <paramref name="before"/> into <paramref name="after"/>; the caller completes the writer.</summary>
    /// <param name="before">The old tree; null for none, which makes a layer of the whole new tree.</param>
    /// <param name="after">The new tree.</param>
    /// <param name="writer">Takes the entries.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    public static void Write(RootedDirectory? before, RootedDirectory after, LayerWriter writer, DiffOptions? options = null, CancellationToken cancellationToken = default)
    {
        var groups = HardLinkGroups.Compare(before, after);
        var walk = new ChangeWalk(new ChangeSink(writer, options ?? DiffOptions.Default), groups, cancellationToken);
        walk.Run(before, after);
    }
}
