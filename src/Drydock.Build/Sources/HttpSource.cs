using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Layers;
using Drydock.Linux;
using Drydock.Oci;
using Drydock.Registry.Downloads;
using Drydock.Storage;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Build.Sources;

/// <summary>
/// Files behind URLs. What was downloaded is kept as a layer, and the server is asked only whether it still
/// holds; where a checksum says what the file must be, not even that.
/// </summary>
internal sealed class HttpSource(Store store, StepCache cache, Func<FileDownloader> downloader, SourceSecrets secrets, Action connecting)
{
    private const string Unnamed = "__unnamed__";
    private const int OwnerOnly = 0b110_000_000;

    /// <summary>The file system with the file, its modification time that of <c>Last-Modified</c>, else 1970.</summary>
    /// <exception cref="SourceException">It has another checksum.</exception>
    /// <exception cref="Registry.RegistryException">It cannot be had.</exception>
    public async Task<StepResult> FetchAsync(HttpStep step, VertexReporter vertex, CancellationToken cancellationToken)
    {
        var key = Key(step.Url);
        using var exclusive = await cache.LockAsync(key, vertex, cancellationToken);
        var known = step.IgnoreCache ? null : cache.FindLayer(key, step.Name);
        var copy = HttpCopy.Parse(known?.Value);
        if (copy is not null && copy.Digest == step.Checksum)
        {
            return SourceLayer.Result(known!, cached: true);
        }

        connecting();
        var request = new DownloadRequest(step.Url) { Authorization = secrets.ForDownload(step.Url) };
        var began = store.Time.GetUtcNow();
        using var handle = store.Temp.CreateFile("download", out var path);
        try
        {
            var file = await DownloadAsync(copy?.Condition(request) ?? request, handle, vertex, cancellationToken);
            if (file.IsNotModified)
            {
                Check(step, copy!.Digest);
                return SourceLayer.Result(known!, cached: true);
            }

            Check(step, file.Digest);
            var layer = Write(handle, NameOf(step.Url, file), file);
            return SourceLayer.Result(cache.RecordLayer(key, layer, began, HttpCopy.Of(file).ToString()), cached: false);
        }
        finally
        {
            TempArea.Delete(path);
        }
    }

    /// <summary>The <c>Last-Modified</c> of a file, seconds since 1970; null when the server does not say. The file is fetched.</summary>
    /// <exception cref="SourceException">It has another checksum.</exception>
    /// <exception cref="Registry.RegistryException">It cannot be had.</exception>
    public async Task<long?> TimeAsync(HttpStep step, VertexReporter vertex, CancellationToken cancellationToken)
    {
        await FetchAsync(step, vertex, cancellationToken);
        return HttpCopy.Parse(cache.FindValue(Key(step.Url)))?.LastModified;
    }

    /// <summary>Downloads a file to be read at once.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="handle">Takes the bytes.</param>
    /// <param name="vertex">Told the progress.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="Registry.RegistryException">It cannot be had.</exception>
    public Task<DownloadedFile> DownloadAsync(Uri url, SafeFileHandle handle, VertexReporter vertex, CancellationToken cancellationToken) =>
        DownloadAsync(new DownloadRequest(url) { Authorization = secrets.ForDownload(url) }, handle, vertex, cancellationToken);

    private async Task<DownloadedFile> DownloadAsync(DownloadRequest request, SafeFileHandle handle, VertexReporter vertex, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return await downloader().DownloadAsync(request, target, (current, total) => vertex.Status("downloading", current, total), cancellationToken);
    }

    private LayerRecord Write(SafeFileHandle handle, string name, DownloadedFile file)
    {
        var tree = new DestinationTree(null, DateTimeOffset.UnixEpoch);
        tree.Put(tree.Root, new LayerEntry
        {
            Path = UnixPath.FromText(name),
            Type = LayerEntryType.Regular,
            Mode = OwnerOnly,
            Size = file.SizeBytes,
            MtimeSeconds = file.LastModified?.ToUnixTimeSeconds() ?? 0,
        }, new FileSlice(handle, 0));
        return SourceLayer.Write(store, tree, CancellationToken.None);
    }

    private static void Check(HttpStep step, Digest actual)
    {
        if (!step.Checksum.IsEmpty && actual != step.Checksum)
        {
            throw new SourceException(
                $"digest mismatch {actual}: {step.Checksum} (the file behind {FileDownloader.Redact(step.Url)} is not the one that --checksum asks for)\n"
                + "give the right checksum, or find out why the file has changed");
        }
    }

    // The path names the file, as in every builder; only where it has no name the server is heard.
    private static string NameOf(Uri url, DownloadedFile file)
    {
        var name = Uri.UnescapeDataString(url.AbsolutePath[(url.AbsolutePath.LastIndexOf('/') + 1)..]);
        return name is "" or "." or ".." || name.Contains('/') || name.Contains('\0') ? file.FileName ?? Unnamed : name;
    }

    // A URL may hold a password or a signature: only what may be shown of it is kept readable.
    private static CacheKey Key(Uri url) => new CacheKeyBuilder("http")
        .Add("url", FileDownloader.Redact(url))
        .Add("url-digest", Digest.OfBytes(ByteText.Encode(url.AbsoluteUri)).ToString())
        .Build();
}
