using System.Formats.Tar;
using System.Text;

namespace Drydock.Testing.Images;

/// <summary>A tar made entry by entry, with whatever names and types a test wants.</summary>
public sealed class LayerTar : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly TarWriter _writer;

    /// <summary>Makes an empty one.</summary>
    public LayerTar() => _writer = new TarWriter(_bytes, TarEntryFormat.Pax, leaveOpen: true);

    /// <summary>Adds a directory.</summary>
    public LayerTar Directory(string name, int mode = 0b111_101_101, int owner = 0) => Add(TarEntryType.Directory, name, mode, owner);

    /// <summary>Adds a file with text.</summary>
    public LayerTar File(string name, string text, int mode = 0b110_100_100, int owner = 0) => File(name, Encoding.UTF8.GetBytes(text), mode, owner);

    /// <summary>Adds a file.</summary>
    public LayerTar File(string name, byte[] content, int mode = 0b110_100_100, int owner = 0) => Add(TarEntryType.RegularFile, name, mode, owner, content: content);

    /// <summary>Adds a symbolic link.</summary>
    public LayerTar Symlink(string name, string target) => Add(TarEntryType.SymbolicLink, name, 0b111_111_111, 0, target);

    /// <summary>Adds a hard link.</summary>
    public LayerTar HardLink(string name, string target) => Add(TarEntryType.HardLink, name, 0b110_100_100, 0, target);

    /// <summary>Adds a FIFO.</summary>
    public LayerTar Fifo(string name) => Add(TarEntryType.Fifo, name, 0b110_100_100, 0);

    /// <summary>The whole tar.</summary>
    public byte[] ToArray()
    {
        _writer.Dispose();
        return _bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _bytes.Dispose();
    }

    private LayerTar Add(TarEntryType type, string name, int mode, int owner, string? target = null, byte[]? content = null)
    {
        var entry = new PaxTarEntry(type, name)
        {
            Mode = (UnixFileMode)mode, Uid = owner, Gid = owner, ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (target is not null)
        {
            entry.LinkName = target;
        }

        if (content is not null)
        {
            entry.DataStream = new MemoryStream(content);
        }

        _writer.WriteEntry(entry);
        return this;
    }
}
