using Drydock.Layers.Diff;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Layers.Folding;

/// <summary>
/// Layers on top of each other as one tree that remembers: what each layer brought, and which layer
/// deleted, replaced or changed it. Only headers are read; content stays in the tars.
/// </summary>
/// <remarks>
/// Each layer is resolved by itself and then laid over those below, as overlayfs does: a symbolic
/// link of a lower layer is not followed.
/// </remarks>
public sealed class LayerStack
{
    private readonly IReadOnlyList<SafeFileHandle> _tars;
    private readonly List<StackFile>[] _files;

    private LayerStack(IReadOnlyList<SafeFileHandle> tars, int baseLayers)
    {
        (_tars, BaseLayers) = (tars, baseLayers);
        _files = [.. tars.Select(_ => new List<StackFile>())];
        HasVainWhiteout = new bool[tars.Count];
        EntryCounts = new int[tars.Count];
    }

    /// <summary>Number of layers.</summary>
    public int Count => _tars.Count;

    /// <summary>How many of the layers, from the lowest, are the base's.</summary>
    public int BaseLayers { get; }

    internal StackSlot Root { get; } = new([], null);

    /// <summary>Whether a layer hides something that no layer of the base has.</summary>
    internal bool[] HasVainWhiteout { get; }

    /// <summary>Directories that some layer brought and a later one took away.</summary>
    internal List<StackFile> EndedDirectories { get; } = [];

    /// <summary>Entries of each layer's tar.</summary>
    internal int[] EntryCounts { get; }

    /// <summary>Reads layers.</summary>
    /// <param name="tars">The uncompressed tars, lowest first; they stay open, and must while the stack is used.</param>
    /// <param name="baseLayers">How many of them are the base's.</param>
    /// <param name="cancellationToken">Ends the work between two entries.</param>
    /// <exception cref="LayerException">A tar is damaged or goes over a limit, or links to a file of another layer.</exception>
    public static LayerStack Read(IReadOnlyList<SafeFileHandle> tars, int baseLayers, CancellationToken cancellationToken = default)
    {
        var stack = new LayerStack(tars, baseLayers);
        for (var layer = 0; layer < tars.Count; layer++)
        {
            new StackMerger(stack, layer).Merge(stack.ReadTree(layer, out var sparse, cancellationToken), sparse);
        }

        return stack;
    }

    /// <summary>What the whole stack has at a path; null where it has nothing.</summary>
    public LayerEntry? Find(UnixPath path)
    {
        StackSlot? slot = Root;
        foreach (var part in path.Bytes.Split((byte)'/'))
        {
            slot = path.Bytes[part] is [] ? slot : slot?.Find(path.Bytes[part]);
        }

        return slot?.Top?.Attributes;
    }

    /// <summary>The files that a layer brought, directories left out, in the order of their paths.</summary>
    internal List<StackFile> FilesOf(int layer) => _files[layer];

    /// <summary>The bytes of a regular file.</summary>
    internal Stream Open(FileData data, long size) => data.Sparse is { } map
        ? new SparseSliceStream(_tars[data.Layer], data.Offset, map, size)
        : new SliceStream(_tars[data.Layer], data.Offset, size);

    /// <summary>Whether a file has the content of the one whose path it took; metadata aside.</summary>
    internal bool IsCopy(StackFile file)
    {
        return file.IsCopy ??= file.Replaced is { } old && HasSameContent(file, old);

        bool HasSameContent(StackFile x, StackFile y)
        {
            var (a, b) = (x.Attributes, y.Attributes);
            if (a.Type != b.Type || a.Size != b.Size || a.DevMajor != b.DevMajor || a.DevMinor != b.DevMinor || !a.LinkTarget.Span.SequenceEqual(b.LinkTarget.Span))
            {
                return false;
            }

            if (a.Size == 0)
            {
                return true;
            }

            using var left = Open(x.Data, a.Size);
            using var right = Open(y.Data, b.Size);
            return SameContent.Holds(left, right);
        }
    }

    private ErofsInode ReadTree(int layer, out Dictionary<long, SparseMap> sparse, CancellationToken cancellationToken)
    {
        sparse = [];
        var tree = ErofsIndexBuilder.ForTree(_ => StackMerger.Implied);
        using var reader = new TarReader(new SliceStream(_tars[layer], 0, RandomAccess.GetLength(_tars[layer])));
        while (reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryCounts[layer]++;
            tree.Add(entry, reader.DataOffset);
            if (reader.Sparse is { } map)
            {
                sparse[reader.DataOffset] = map;
            }
        }

        return tree.NeedsDirectory is { } reason
            ? throw new LayerException($"{reason}; such layers can only be kept as they are")
            : tree.Root;
    }
}
