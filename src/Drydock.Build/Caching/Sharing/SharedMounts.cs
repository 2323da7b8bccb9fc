using System.Collections.Concurrent;
using Drydock.Build.Planning;
using Drydock.Build.Progress;
using Drydock.Images;
using Drydock.Images.Sources;
using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Registry;

namespace Drydock.Build.Caching.Sharing;

/// <summary>
/// Directories of <c>RUN --mount=type=cache</c> from other machines: one that this machine does not have
/// begins with what the shared copy holds.
/// </summary>
internal sealed class SharedMounts
{
    private readonly BuildOptions _options;
    private readonly ProgressReporter _progress;
    private readonly RegistryClient _client;
    private readonly ConcurrentDictionary<string, bool> _used = [];
    private readonly Lazy<Task<IReadOnlyList<(IImageSource Source, SharedMountsDocument Document)>>> _copies;

    private SharedMounts(BuildOptions options, ProgressReporter progress, RegistryClient client, CancellationToken cancellationToken)
    {
        (_options, _progress, _client) = (options, progress, client);
        _copies = new(() => ReadAllAsync(cancellationToken));
    }

    /// <summary>The names of the mounts that steps of this build used.</summary>
    public IEnumerable<string> Used => _used.Keys.Order(StringComparer.Ordinal);

    /// <summary>What the options ask for; null when nothing is shared.</summary>
    public static SharedMounts? Create(BuildOptions options, ProgressReporter progress, RegistryClient client, CancellationToken cancellationToken) =>
        options.CacheMountsFrom.Count + options.CacheMountsTo.Count == 0 ? null : new SharedMounts(options, progress, client, cancellationToken);

    /// <summary>Notes that a step uses a mount, and gives what fills it when it is new.</summary>
    /// <param name="name">The name of its directory.</param>
    /// <param name="otherwise">What fills it when no shared copy has it.</param>
    /// <param name="cancellationToken">Ends the filling.</param>
    public Func<RootedDirectory, Task> Use(string name, Func<RootedDirectory, Task>? otherwise, CancellationToken cancellationToken)
    {
        _used[name] = true;
        return target => FillAsync(name, target, otherwise, cancellationToken);
    }

    private async Task FillAsync(string name, RootedDirectory target, Func<RootedDirectory, Task>? otherwise, CancellationToken cancellationToken)
    {
        foreach (var (source, document) in await _copies.Value)
        {
            if (document.Mounts.FirstOrDefault(m => m?.Name == name) is { } mount && await TryFillAsync(source, mount, target, cancellationToken))
            {
                return;
            }
        }

        if (otherwise is not null)
        {
            await otherwise(target);
        }
    }

    // A cache mount may always be empty: a step has to do without.
    private async Task<bool> TryFillAsync(IImageSource source, SharedMount mount, RootedDirectory target, CancellationToken cancellationToken)
    {
        try
        {
            return await _progress.Begin($"importing cache mount from {source.Description}").RunAsync(async _ =>
            {
                await using var blob = await source.OpenBlobAsync(mount.Blob, null, cancellationToken);
                using var tar = new TarReader(Decompressor.Open(blob, leaveOpen: true));
                LayerExtractor.Apply(tar, target, new ApplyOptions { Whiteouts = WhiteoutHandling.Delete }, cancellationToken);
                await blob.CopyToAsync(Stream.Null, cancellationToken);
                return true;
            });
        }
        catch (Exception e) when (e is RegistryException or ImageException or LayerException or IOException)
        {
            _progress.Warn(PlanWarning.CacheNotRead(source.Description, e.Message));
            Clear(target);
            return false;
        }
    }

    // What came before the failure was never proven.
    private static void Clear(RootedDirectory target)
    {
        foreach (var entry in target.Enumerate(UnixPath.Root))
        {
            target.RemoveTree(UnixPath.FromBytes(entry.Name));
        }

        foreach (var attribute in target.ListXattrs(UnixPath.Root))
        {
            target.RemoveXattr(UnixPath.Root, attribute);
        }
    }

    private async Task<IReadOnlyList<(IImageSource Source, SharedMountsDocument Document)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var read = new List<(IImageSource Source, SharedMountsDocument Document)>();
        foreach (var from in _options.CacheMountsFrom)
        {
            try
            {
                var source = from.Open(_client);
                var document = await SharedCacheReader.ReadConfigAsync(source, SharedMountsDocument.MediaType, _options.Platform, cancellationToken);
                read.Add((source, SharedMountsDocument.Parse(document)));
            }
            catch (Exception e) when (e is RegistryException or ImageException or FormatException)
            {
                _progress.Warn(PlanWarning.CacheNotRead(from.Name, e.Message));
            }
        }

        return read;
    }
}
