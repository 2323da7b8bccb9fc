using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Compression;
using Drydock.Layers.Diff;
using Drydock.Layers.Tar;
using Drydock.Linux.Files;

namespace Drydock.Benchmarks.Contests;

/// <summary>Layers beside the tools that people use instead: written, compressed, applied, hashed. Needs root, pigz, buildah, GNU tar and time.</summary>
internal sealed class LayerContests : IDisposable
{
    private readonly string _disk;
    private readonly string _memory;

    /// <summary>Makes the tree, an image of it in buildah's store, and its tar.</summary>
    /// <param name="disk">A directory on a disk that is this one's own.</param>
    public LayerContests(string disk)
    {
        _disk = disk;
        _memory = Directory.CreateDirectory($"/dev/shm/drydock-bench-{Guid.NewGuid():N}").FullName;
        ContestTree.Write(Tree);
        Shell.Run($"tar --numeric-owner --sort=name -C '{Tree}' -cf '{Tar}' .");
        Shell.Run($"c=$({Buildah} from scratch); {Buildah} copy -q $c '{Tree}' /; {Buildah} commit -q $c tree; {Buildah} rm $c");
    }

    private string Tree => $"{_disk}/tree";

    private string Tar => $"{_memory}/tree.tar";

    private string Blob => $"{_memory}/blob";

    private string Target => $"{_memory}/target";

    private string Buildah => $"buildah --storage-driver vfs --root '{_disk}/buildah' --runroot '{_disk}/run'";

    /// <summary>All contests.</summary>
    public IEnumerable<Contest> All =>
    [
        new("a tree to a gzip layer, DiffID and digest", "tar \\| pigz", 1, Write, () => Effort.OfScript($"tar -C '{Tree}' -cf - . | pigz > '{Blob}'", Blob)),
        new("the same", "tar \\| pigz -1", 1, Write, () => Effort.OfScript($"tar -C '{Tree}' -cf - . | pigz -1 > '{Blob}'", Blob)),
        new("the same", "buildah push to an OCI directory", 1, Write, Push),
        new("gzip of a tar, and its digest", "pigz", 1 / 3.0, Compress, () => Effort.OfScript($"pigz < '{Tar}' > '{Blob}'", Blob)),
        new("the same", "pigz -1", 1 / 3.0, Compress, () => Effort.OfScript($"pigz -1 < '{Tar}' > '{Blob}'", Blob)),
        new("a layer applied to a directory in memory", "tar -x", 1, Apply, Unpack),
        new("a context selected and hashed", "sha256sum", 1, Hash, () => Effort.OfScript($"cd '{Tree}'; find . -type f -print0 | xargs -0 sha256sum > /dev/null")),
        new("the same", "sha256sum on all cores", 1, Hash, () => Effort.OfScript($"cd '{Tree}'; find . -type f -print0 | xargs -0 -P $(nproc) -n 100 sha256sum > /dev/null")),
    ];

    /// <inheritdoc/>
    public void Dispose() => Shell.Run($"rm -rf --one-file-system '{_memory}' '{_disk}'");

    private Effort Write() => Effort.Of(() =>
    {
        using var tree = RootedDirectory.Open(Tree);
        using var file = File.Create(Blob);
        using var compressor = Compressor.Open(file, CompressionKind.Gzip);
        using var writer = new LayerWriter(compressor);
        TreeDiff.Write(null, tree, writer);
        writer.Complete();
        return compressor.Complete().Size;
    });

    private Effort Push()
    {
        Shell.Run($"rm -rf '{_memory}/oci'");
        return Effort.OfScript($"{Buildah} push -q tree 'oci:{_memory}/oci:tree'; ls -S '{_memory}/oci/blobs/sha256'/* | head -n 1 | xargs -I{{}} ln -f {{}} '{_memory}/pushed'", $"{_memory}/pushed");
    }

    private Effort Compress() => Effort.Of(() =>
    {
        using var tar = File.OpenRead(Tar);
        using var file = File.Create(Blob);
        using var compressor = Compressor.Open(file, CompressionKind.Gzip);
        tar.CopyTo(compressor, 1 << 20);
        return compressor.Complete().Size;
    });

    private Effort Apply()
    {
        Empty();
        return Effort.Of(() =>
        {
            using var root = RootedDirectory.Open(Target);
            using var reader = new TarReader(File.OpenRead(Tar));
            LayerExtractor.Apply(reader, root);
            return 0;
        });
    }

    private Effort Unpack()
    {
        Empty();
        return Effort.OfScript($"tar -xpf '{Tar}' --numeric-owner -C '{Target}'");
    }

    private void Empty() => Shell.Run($"rm -rf '{Target}'; mkdir '{Target}'");

    private Effort Hash() => Effort.Of(() =>
    {
        var digests = new FileDigests(null, TimeProvider.System);
        using var tree = new SourceTree(RootedDirectory.Open(Tree), IgnoreMatcher.None, keepOwner: false, digests);
        var selected = new SourceSelector(tree, IgnoreMatcher.None, keepParents: false).Select(".").Single();
        digests.Read(tree.Root, selected.Items, CancellationToken.None);
        return 0;
    });
}
