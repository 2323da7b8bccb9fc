using System.Globalization;
using Drydock.Images.Packing;
using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>Writes root file systems: to a folder or as a tar archive, those of several platforms below a folder each, or as one tree.</summary>
internal sealed class TreeExport(BuildSession session, BuiltTarget target, OutputSpec spec)
{
    private const int StatementMode = 0b110_100_100;
    private readonly bool _splits = spec.PlatformSplit ?? target.IsIndex;
    private readonly Dictionary<UnixPath, Platform> _written = [];

    /// <summary>Writes a tar archive.</summary>
    /// <exception cref="BuildException">Platforms that shall be one tree have a file in common.</exception>
    public void ToTar(Stream output, CancellationToken cancellationToken)
    {
        using var writer = new LayerWriter(output);
        foreach (var image in target.Images)
        {
            using var view = session.Mounts.MountView(image.Snapshot.Layers);
            using var root = view.Open();
            var subjects = new List<(string, Digest)>();
            TreeDiff.Write(null, root, writer, Options(image, subjects, prefixes: true), cancellationToken);
            foreach (var (name, content) in Statements(image, subjects))
            {
                var path = _splits ? $"{FolderOf(image.Platform)}/{name}" : name;
                writer.Add(new LayerEntry { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Mode = StatementMode, Size = content.Length }, new MemoryStream(content));
            }
        }

        writer.Complete();
    }

    /// <summary>Writes to a folder. As with docker, the files belong to who builds, whoever owns them in the image.</summary>
    /// <exception cref="BuildException">Platforms that shall be one tree have a file in common.</exception>
    public void ToDirectory(string destination, CancellationToken cancellationToken)
    {
        var kept = new HashSet<UnixPath> { UnixPath.Root };
        foreach (var image in target.Images)
        {
            using var folder = HostFolder.OpenOrCreate(_splits ? $"{destination}/{FolderOf(image.Platform)}" : destination);
            using var view = session.Mounts.MountView(image.Snapshot.Layers);
            using var root = view.Open();
            var subjects = new List<(string, Digest)>();
            var (prefix, options) = (_splits ? UnixPath.FromText(FolderOf(image.Platform)) : UnixPath.Root, Options(image, subjects, prefixes: false));
            var change = options.Change;
            kept.Add(prefix);
            options = options with { Owner = ProcessOwner.Current, Change = entry => Keep(change?.Invoke(entry) ?? entry) };
            TreeCopy.Copy(root, folder, session.Store.Temp, options, cancellationToken);
            foreach (var (name, content) in Statements(image, subjects))
            {
                folder.Remove(UnixPath.FromText(name));
                using var file = folder.CreateFile(UnixPath.FromText(name), StatementMode);
                file.Write(content);
                kept.Add(prefix.Append(UnixPath.FromText(name)));
            }

            LayerEntry Keep(LayerEntry entry)
            {
                kept.Add(prefix.Append(entry.Path));
                return entry;
            }
        }

        if (spec.DeletesStale)
        {
            RemoveAllBut(kept, destination);
        }
    }

    private static void RemoveAllBut(HashSet<UnixPath> kept, string destination)
    {
        using var folder = HostFolder.OpenOrCreate(destination);
        var stale = new List<UnixPath>();
        folder.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            if (kept.Contains(entry.Path))
            {
                return WalkAction.Continue;
            }

            stale.Add(entry.Path);
            return WalkAction.SkipChildren;
        });
        foreach (var path in stale)
        {
            folder.RemoveTree(path);
        }
    }

    /// <summary>The folder of a platform: <c>linux_arm_v7</c>.</summary>
    public static string FolderOf(Platform platform) => platform.ToFullString().Replace('/', '_');

    // Files are what statements are about here: there is no manifest.
    private IEnumerable<(string Name, byte[] Content)> Statements(BuiltImage image, List<(string, Digest)> subjects)
    {
        if (image.Attestations.Count == 0)
        {
            return [];
        }

        var file = session.Options.Provenance!.FileName;
        var dot = file.LastIndexOf('.') is > 0 and var found ? found : file.Length;
        var name = !_splits && target.Images.Count > 1 ? $"{file[..dot]}.{FolderOf(image.Platform)}{file[dot..]}" : file;
        return [(name, PackedAttestation.Statement(image.Attestations[0], subjects))];
    }

    private DiffOptions Options(BuiltImage image, List<(string, Digest)> subjects, bool prefixes)
    {
        var platform = image.Platform;
        var options = new DiffOptions
        {
            ClampMtimeSeconds = session.Options.SourceDateEpoch,
            OnFileDigest = image.Attestations.Count == 0 ? null : (entry, digest) => subjects.Add((entry.Path.ToString(), digest)),
        };
        if (_splits)
        {
            var folder = UnixPath.FromText(FolderOf(platform));
            return prefixes ? options with { Change = entry => entry with { Path = folder.Append(entry.Path) } } : options;
        }

        return target.Images.Count == 1 ? options : options with { Change = entry => Only(entry, platform) };
    }

    private LayerEntry Only(LayerEntry entry, Platform platform) =>
        entry.Type == LayerEntryType.Directory || _written.TryAdd(entry.Path, platform)
            ? entry
            : throw new BuildException(string.Create(
                CultureInfo.InvariantCulture,
                $"cannot overwrite {entry.Path} from {_written[entry.Path]} with {platform} when split option is disabled\nleave platform-split=false out, or give the files of each platform names of their own"));
}
