using Drydock.Layers;
using Drydock.Layers.Tar;
using Drydock.Linux;

namespace Drydock.Images.Archives;

/// <summary>Where the files of a layout go: a tar archive or a directory.</summary>
public abstract class ArchiveSink
{
    private readonly HashSet<string> _added = [];

    /// <summary>Adds a small file.</summary>
    public void Add(string path, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        Add(path, bytes.Length, stream);
    }

    /// <summary>Adds a file; one that was added before under the same path is not added again.</summary>
    public void Add(string path, long size, Stream content)
    {
        if (_added.Add(path))
        {
            Write(path, size, content);
        }
    }

    /// <summary>Ends the archive.</summary>
    public abstract void Complete();

    /// <summary>Writes one file.</summary>
    protected abstract void Write(string path, long size, Stream content);
}

/// <summary>Files as entries of a tar archive: fixed owner, mode and time, so that equal images give equal archives.</summary>
public sealed class TarSink : ArchiveSink
{
    private readonly TarWriter _tar;
    private readonly HashSet<string> _directories = [];
    private readonly byte[] _buffer = new byte[1 << 18];

    /// <summary>Writes to a stream, which stays open.</summary>
    public TarSink(Stream output) => _tar = new TarWriter(output);

    /// <inheritdoc/>
    public override void Complete() => _tar.Complete();

    /// <inheritdoc/>
    protected override void Write(string path, long size, Stream content)
    {
        AddParents(path);
        _tar.WriteHeader(new LayerEntry { Path = UnixPath.FromText(path), Type = LayerEntryType.Regular, Mode = 0b110_100_100, Size = size });
        for (int count; (count = content.Read(_buffer)) > 0;)
        {
            _tar.WriteContent(_buffer.AsSpan(0, count));
        }
    }

    private void AddParents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (_directories.Add(path[..slash]))
            {
                _tar.WriteHeader(new LayerEntry { Path = UnixPath.FromText(path[..slash]), Type = LayerEntryType.Directory, Mode = 0b111_101_101 });
            }
        }
    }
}
