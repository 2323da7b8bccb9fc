using Drydock.Layers;
using Drydock.Layers.Whiteouts;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// The root file system as a COPY will leave it: what is below, looked up as far as needed, with
/// what the step puts there over it. Nothing is written anywhere until the tree becomes a layer.
/// </summary>
/// <param name="lower">The merged view of the layers below; null when the step must not look at them (<c>--link</c>) or there are none.</param>
/// <param name="now">The time directories get that the step makes on the way.</param>
internal sealed class DestinationTree(RootedDirectory? lower, DateTimeOffset now)
{
    private const int MaxSymlinks = 40;

    /// <summary>The root directory.</summary>
    public DestinationNode Root { get; } = LowerNode(lower, UnixPath.Root) ?? new DestinationNode
    {
        Entry = new LayerEntry { Path = UnixPath.Root, Type = LayerEntryType.Directory, Mode = 0b111_101_101 },
    };

    /// <summary>The seconds since 1970 of new directories.</summary>
    public long NowSeconds => now.ToUnixTimeSeconds();

    /// <summary>The child of a directory, or null.</summary>
    public DestinationNode? Child(DestinationNode directory, byte[] name)
    {
        if (directory.TryGetChild(name, out var known))
        {
            return known;
        }

        if (!directory.ShowsLower || LowerNode(lower, directory.Entry.Path.Append(name)) is not { } node)
        {
            return null;
        }

        directory.SetChild(node);
        return node;
    }

    /// <summary>The node a path leads to, links followed inside the root; null when it, or something on the way, is missing.</summary>
    /// <param name="path">The path; <c>..</c> stays inside the root.</param>
    /// <param name="resolved">Where it leads, from the root of the whole tree; what is missing is taken as written.</param>
    /// <param name="from">A directory that paths cannot leave; null for the root.</param>
    public DestinationNode? Resolve(UnixPath path, out UnixPath resolved, DestinationNode? from = null)
    {
        var top = from ?? Root;
        var pending = new Stack<byte[]>(Components(path).Reverse());
        var trail = new List<(byte[] Name, DestinationNode? Node)>();
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (name is [(byte)'.'])
            {
                continue;
            }

            if (name is [(byte)'.', (byte)'.'])
            {
                if (trail.Count > 0)
                {
                    trail.RemoveAt(trail.Count - 1);
                }

                continue;
            }

            var directory = trail.Count == 0 ? top : trail[^1].Node;
            var child = directory is { IsDirectory: true } ? Child(directory, name) : null;
            if (child is { Entry.Type: LayerEntryType.SymbolicLink })
            {
                if (++links > MaxSymlinks)
                {
                    throw new StepException($"too many symbolic links at /{path}");
                }

                var target = child.Entry.LinkTarget.Span;
                if (target.StartsWith("/"u8))
                {
                    trail.Clear();
                }

                foreach (var part in Components(UnixPath.FromBytes(target)).Reverse())
                {
                    pending.Push(part);
                }

                continue;
            }

            trail.Add((name, child));
        }

        resolved = trail.Aggregate(top.Entry.Path, (p, t) => p.Append(t.Name));
        return trail.Count == 0 ? top : trail[^1].Node;
    }

    /// <summary>Whether a directory will hold only what is put there from now on.</summary>
    public bool IsEmpty(DestinationNode directory)
    {
        if (!directory.IsBare)
        {
            return false;
        }

        return !directory.ShowsLower || lower!.Enumerate(directory.Entry.Path).Count == 0;
    }

    /// <summary>Puts a new file where a path without links says; its directory is there.</summary>
    /// <exception cref="StepException">Its name means a deletion in a layer.</exception>
    public DestinationNode Put(DestinationNode directory, LayerEntry entry, FileContent? content) =>
        Replace(Child(directory, entry.Path.Name.ToArray()), directory, entry, content);

    /// <summary>Puts a new file in the place of one that was looked up, or of none.</summary>
    /// <exception cref="StepException">Its name means a deletion in a layer.</exception>
    public static DestinationNode Replace(DestinationNode? previous, DestinationNode directory, LayerEntry entry, FileContent? content)
    {
        RefuseWhiteout(entry.Path);
        var node = new DestinationNode { Entry = entry, Content = content, Changed = true, Lower = previous?.Lower };
        directory.SetChild(node);
        return node;
    }

    /// <summary>Refuses a name that means a deletion in a layer.</summary>
    /// <exception cref="StepException">It does.</exception>
    public static void RefuseWhiteout(UnixPath path)
    {
        if (path.Name.StartsWith(WhiteoutName.Prefix))
        {
            throw new StepException($"/{path} cannot be in an image: a layer takes a name that begins with .wh. for a deletion\nrename the file, or leave it out (.dockerignore, --exclude)");
        }
    }

    /// <summary>Makes a directory and those above it that are missing.</summary>
    /// <param name="path">A path without links.</param>
    /// <param name="adjust">Gives new directories owner and mode.</param>
    /// <exception cref="StepException">Something on the way is not a directory.</exception>
    public DestinationNode MakeDirectories(UnixPath path, Func<LayerEntry, LayerEntry> adjust)
    {
        var node = Root;
        foreach (var name in Components(path))
        {
            var child = Child(node, name);
            if (child is { IsDirectory: false })
            {
                throw new StepException($"cannot make directory /{path}: /{child.Entry.Path} is not a directory");
            }

            node = child ?? Put(node, adjust(new LayerEntry
            {
                Path = node.Entry.Path.Append(name),
                Type = LayerEntryType.Directory,
                Mode = 0b111_101_101,
                MtimeSeconds = NowSeconds,
            }), null);
        }

        return node;
    }

    private static IEnumerable<byte[]> Components(UnixPath path)
    {
        var bytes = path.Bytes.ToArray();
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'/');
            length = length < 0 ? bytes.Length - start : length;
            yield return bytes[start..(start + length)];
            start += length + 1;
        }
    }

    private static DestinationNode? LowerNode(RootedDirectory? lower, UnixPath path) =>
        lower is not null && TreeEntries.Describe(lower, path) is { } entry
            ? new DestinationNode { Entry = entry, Lower = entry }
            : null;
}
