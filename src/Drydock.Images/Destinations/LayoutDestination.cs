using System.Globalization;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Registry;

namespace Drydock.Images.Destinations;

/// <summary>An OCI layout in a directory; images of other tags that it has stay.</summary>
/// <remarks>OCI image-spec, image-layout.md. Files are written aside and renamed: an interrupted writer leaves no damaged blob.</remarks>
public sealed class LayoutDestination : IImageDestination, IDisposable
{
    private const int FileMode = 0b110_100_100;
    private const int DirectoryMode = 0b111_101_101;
    private readonly RootedDirectory _root;
    private readonly string? _tag;
    private readonly Lock _lock = new();
    private int _last;

    private LayoutDestination(RootedDirectory root, string description, string? tag) => (_root, Description, _tag) = (root, description, tag);

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public RepositoryName? Repository => null;

    /// <summary>Opens the layout in a directory, made when it is not there.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="tag">The tag the image gets; null for none.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static LayoutDestination Open(string path, string? tag)
    {
        var root = HostFolder.OpenOrCreate(path);
        return new LayoutDestination(root, tag is null ? $"oci:{path}" : $"oci:{path}:{tag}", tag);
    }

    /// <inheritdoc/>
    public Task<bool> HasBlobAsync(Digest digest, CancellationToken cancellationToken) => Task.FromResult(_root.TryStat(PathOf(digest), out _));

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(Digest digest, RepositoryName source, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public async Task<BlobPushResult> PutBlobAsync(Descriptor blob, Func<Stream> open, RepositoryName? mountFrom, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (await HasBlobAsync(blob.Digest, cancellationToken))
        {
            return BlobPushResult.Existed;
        }

        await using var content = open();
        await WriteAsync(PathOf(blob.Digest), content, cancellationToken);
        return BlobPushResult.Uploaded;
    }

    /// <inheritdoc/>
    public async Task PutManifestAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes);
        await PutBlobAsync(manifest, () => content, null, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(Descriptor manifest, byte[] bytes, CancellationToken cancellationToken)
    {
        await PutManifestAsync(manifest, bytes, cancellationToken);
        await WriteAsync(UnixPath.FromText(OciLayout.FileName), new MemoryStream(OciJson.Serialize(new OciLayout())), cancellationToken);
        var index = OciJson.Serialize(ReadIndex().With(LayoutIndex.Named(manifest, _tag)));
        await WriteAsync(UnixPath.FromText(OciLayout.IndexFileName), new MemoryStream(index), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private ImageIndex ReadIndex() => _root.TryStat(UnixPath.FromText(OciLayout.IndexFileName), out _)
        ? OciDocuments.ReadIndex(_root.ReadAllBytes(UnixPath.FromText(OciLayout.IndexFileName), OciJson.MaxDocumentBytes))
        : LayoutIndex.Empty;

    private async Task WriteAsync(UnixPath path, Stream content, CancellationToken cancellationToken)
    {
        var temp = UnixPath.FromText(string.Create(CultureInfo.InvariantCulture, $".drydock-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}"));
        lock (_lock)
        {
            MakeParents(path.Parent);
        }

        try
        {
            await using (var file = _root.CreateFile(temp, FileMode))
            {
                await content.CopyToAsync(file, 1 << 18, cancellationToken);
            }

            _root.Rename(temp, path);
        }
        catch
        {
            _root.Remove(temp);
            throw;
        }
    }

    private void MakeParents(UnixPath path)
    {
        if (path.IsRoot || _root.TryStat(path, out _, followSymlink: true))
        {
            return;
        }

        MakeParents(path.Parent);
        _root.CreateDirectory(path, DirectoryMode);
    }

    private static UnixPath PathOf(Digest digest) => UnixPath.FromText(OciLayout.BlobPath(digest));
}
