using Drydock.Images.Archives;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;

namespace Drydock.Images.Sources;

/// <summary>The files of an OCI layout: in a directory or in an archive. Both are untrusted, and paths stay inside.</summary>
internal interface ILayoutFiles : IDisposable
{
    /// <summary>Reads a document, which has at most <see cref="OciJson.MaxDocumentBytes"/>.</summary>
    byte[] ReadDocument(string path);

    /// <summary>Opens a blob; its digest is not verified yet.</summary>
    Stream OpenBlob(Digest digest);
}

/// <summary>A layout in a directory.</summary>
internal sealed class DirectoryLayout(RootedDirectory root, string description) : ILayoutFiles
{
    public byte[] ReadDocument(string path) => Explained(() => root.ReadAllBytes(UnixPath.FromText(path), OciJson.MaxDocumentBytes));

    public Stream OpenBlob(Digest digest) => Explained(() => root.OpenRead(UnixPath.FromText(OciLayout.BlobPath(digest))));

    public void Dispose() => root.Dispose();

    private T Explained<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (LinuxException e)
        {
            throw new ImageException($"{description}: {e.Message}", e);
        }
    }
}

/// <summary>A layout in an archive.</summary>
internal sealed class ArchiveLayout(ArchiveFiles files) : ILayoutFiles
{
    public byte[] ReadDocument(string path) => files.ReadDocument(path);

    public Stream OpenBlob(Digest digest) => files.Find(OciLayout.BlobPath(digest)) is { } file
        ? files.Open(file)
        : throw new ImageException($"{files.Name}: the archive has no blob {digest}");

    public void Dispose()
    {
        // The archive belongs to whoever reads several images from it.
    }
}
