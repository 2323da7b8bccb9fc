using System.Text.Json;
using Drydock.Images.Records;
using Drydock.Images.Resolving;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Archives;

/// <summary>
/// Takes images of archives into the store: OCI layouts, and what <c>docker save</c> writes or wrote.
/// The archive is untrusted: every digest is verified. The caller holds a <see cref="StoreLease"/>.
/// </summary>
public sealed class ImageLoader(Store store, Action<TransferNews> report)
{
    internal const string Origin = "load";

    /// <summary>Loads all images of an archive.</summary>
    /// <param name="input">A tar, plain or compressed.</param>
    /// <param name="name">What the user calls it, for messages.</param>
    /// <param name="platform">Which image of an index; null for all that the archive has.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ImageException">The archive is damaged, holds no image, or one that is not what its documents say.</exception>
    public async Task<IReadOnlyList<LoadedImage>> LoadAsync(Stream input, string name, Platform? platform, CancellationToken cancellationToken)
    {
        using var files = ArchiveFiles.Read(input, name, store.Temp, cancellationToken);
        var loaded = new List<LoadedImage>();
        try
        {
            foreach (var image in await FindAsync(files, platform, cancellationToken))
            {
                foreach (var (_, part) in image.Parts)
                {
                    await new LayerDownloads(store, report).FetchAsync(part, cancellationToken);
                }

                loaded.Add(new LoadedImage(Record(image), [.. image.Names.OfType<Reference>()]));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new ImageException($"cannot load {name}: {e.Message}", e);
        }

        return loaded;
    }

    private Digest Record(ArchivedImage image)
    {
        if (image.Parts is [var (_, only)])
        {
            foreach (var reference in image.Names.DefaultIfEmpty(null))
            {
                Recorder.Record(store, only, reference, Origin);
            }

            return only.Id;
        }

        var index = PlatformIndex.Record(store, [.. image.Parts.Select(p => Recorder.PlatformImage(store, p.Platform, p.Image))], Origin);
        foreach (var reference in image.Names.DefaultIfEmpty(null))
        {
            store.Images.Write(index with { Name = reference?.ToString() });
        }

        return index.ShownId;
    }

    // Where an archive is both an OCI layout and docker's, the layout says more.
    private static Task<IReadOnlyList<ArchivedImage>> FindAsync(ArchiveFiles files, Platform? platform, CancellationToken cancellationToken)
    {
        if (files.Find(OciLayout.IndexFileName) is not null)
        {
            return OciArchive.ReadAsync(files, platform, cancellationToken);
        }

        return files.Find(DockerArchiveImage.FileName) is not null
            ? Task.FromResult(DockerArchive.Read(files))
            : throw new ImageException(
                $"cannot load {files.Name}: it has neither {OciLayout.IndexFileName} nor {DockerArchiveImage.FileName}, so it is no archive of images\nfor the tar of a root file system use \"drydock import\"");
    }
}

/// <summary>An image found in an archive, for one platform or several, with the names it has there.</summary>
internal sealed record ArchivedImage(IReadOnlyList<(Platform Platform, ResolvedImage Image)> Parts, IReadOnlyList<Reference?> Names);

/// <summary>An image that was loaded.</summary>
/// <param name="Id">The image ID, or that of the index.</param>
/// <param name="Names">The names it got; none when the archive has none for it.</param>
public sealed record LoadedImage(Digest Id, IReadOnlyList<Reference> Names);
