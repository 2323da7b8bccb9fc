using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Images.Archives;

/// <summary>Files of a layout in a directory; existing ones are replaced.</summary>
public sealed class DirectorySink(RootedDirectory root) : ArchiveSink
{
    /// <inheritdoc/>
    public override void Complete()
    {
    }

    /// <inheritdoc/>
    protected override void Write(string path, long size, Stream content)
    {
        var target = UnixPath.FromText(path);
        root.CreateDirectories(target.Parent, 0b111_101_101);
        root.Remove(target);
        using var file = root.CreateFile(target, 0b110_100_100);
        content.CopyTo(file, 1 << 18);
    }
}
