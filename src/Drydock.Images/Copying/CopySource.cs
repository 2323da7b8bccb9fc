using Drydock.Images.Archives;
using Drydock.Images.Sources;
using Drydock.Registry;
using Drydock.Storage;

namespace Drydock.Images.Copying;

/// <summary>Opens what a location names, to be read.</summary>
public static class CopySource
{
    /// <summary>Opens an image outside the store.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="store">Keeps the bytes of an archive while it is read.</param>
    /// <param name="client">Speaks with registries.</param>
    /// <param name="openFile">Opens an archive.</param>
    /// <param name="cancellationToken">Ends the reading of an archive.</param>
    /// <returns>The source, and what must live as long as it is read.</returns>
    /// <exception cref="ImageException">There is no image.</exception>
    public static (IImageSource Source, IDisposable? Owner) Open(ImageLocation location, Store store, RegistryClient client, Func<string, Stream> openFile, CancellationToken cancellationToken)
    {
        switch (location.Kind)
        {
            case LocationKind.Registry:
                return (new RegistryImageSource(client, location.Name!), null);
            case LocationKind.OciDirectory:
                var layout = LayoutImageSource.Open(location.Tag is null ? location.Path : $"{location.Path}:{location.Tag}");
                return (layout, layout);
            case LocationKind.OciArchive or LocationKind.DockerArchive:
                using (var input = openFile(location.Path))
                {
                    var files = ArchiveFiles.Read(input, location.Path, store.Temp, cancellationToken);
                    return (ArchiveImageSource.Open(files, location), files);
                }

            default:
                throw new InvalidOperationException($"{location.Kind} is no source of copies");
        }
    }
}
