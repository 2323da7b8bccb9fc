using System.Globalization;
using Drydock.Layers;
using Drydock.Layers.Diff;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>Writes root file systems: to a folder or as a tar archive, those of several platforms below a folder each, or as one tree.</summary>
internal sealed class TreeExport(BuildSession session, BuiltTarget target, bool? split)
{
    private readonly bool _splits = split ?? target.IsIndex;
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
            TreeDiff.Write(null, root, writer, Options(image.Platform, prefixes: true), cancellationToken);
        }

        writer.Complete();
    }

    /// <summary>Writes to a folder. As with docker, the files belong to who builds, whoever owns them in the image.</summary>
    /// <exception cref="BuildException">Platforms that shall be one tree have a file in common.</exception>
    public void ToDirectory(string destination, CancellationToken cancellationToken)
    {
        foreach (var image in target.Images)
        {
            using var folder = HostFolder.OpenOrCreate(_splits ? $"{destination}/{FolderOf(image.Platform)}" : destination);
            using var view = session.Mounts.MountView(image.Snapshot.Layers);
            using var root = view.Open();
            TreeCopy.Copy(root, folder, session.Store.Temp, Options(image.Platform, prefixes: false) with { Owner = ProcessOwner.Current }, cancellationToken);
        }
    }

    /// <summary>The folder of a platform: <c>linux_arm_v7</c>.</summary>
    public static string FolderOf(Platform platform) => platform.ToFullString().Replace('/', '_');

    private DiffOptions Options(Platform platform, bool prefixes)
    {
        var options = new DiffOptions { ClampMtimeSeconds = session.Options.SourceDateEpoch };
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
