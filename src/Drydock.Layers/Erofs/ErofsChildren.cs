namespace Drydock.Layers.Erofs;

/// <summary>What stands under one name of a directory, or consecutive packed files of it.</summary>
/// <param name="Name">The name; empty for packed files.</param>
/// <param name="Inode">The file; null for packed ones.</param>
/// <param name="Chunk">Packed files.</param>
/// <param name="Start">Where in it they begin.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct ErofsPiece(byte[] Name, ErofsInode? Inode, byte[] Chunk, int Start, int End);

/// <summary>The names in a directory.</summary>
/// <remarks>
/// Mostly they come in byte order and are not looked at again: such files are packed, a few hundred at a time. A name
/// that comes behind its turn brings them all back.
/// </remarks>
internal sealed class ErofsChildren
{
    private const int MostOpenFiles = 256;
    private const int FewestPacked = 8;

    private Dictionary<byte[], ErofsInode>? _open;
    private List<byte[]>? _packed;
    private byte[] _lastPacked = [];
    private int _packable;
    private bool _isUnordered;

    /// <summary>The names that are not packed, in no particular order: all directories are among them.</summary>
    public IReadOnlyCollection<KeyValuePair<byte[], ErofsInode>> Open => _open ?? (IReadOnlyCollection<KeyValuePair<byte[], ErofsInode>>)[];

    /// <summary>The file called <paramref name="name"/>, or null.</summary>
    public ErofsInode? Find(ReadOnlySpan<byte> name)
    {
        if (FindOpen(name) is { } child)
        {
            return child;
        }

        if (_packed is null || name.SequenceCompareTo(_lastPacked) > 0)
        {
            return null;
        }

        Unpack();
        return FindOpen(name);
    }

    /// <summary>Puts a file under a name that was looked up before.</summary>
    public void Set(ReadOnlySpan<byte> name, ErofsInode child)
    {
        _open ??= new Dictionary<byte[], ErofsInode>(ByteOrder.Instance);
        _open.GetAlternateLookup<ReadOnlySpan<byte>>()[name] = child;
        if (ErofsPackedFile.CanHold(child))
        {
            _packable++;
        }
    }

    /// <summary>Packs the files that can be, when there are many.</summary>
    public void PackMany()
    {
        if (_packable >= MostOpenFiles)
        {
            Pack();
        }
    }

    /// <summary>Packs the files that can be, unless there are but a few.</summary>
    public void Pack()
    {
        if (_isUnordered || _packable < FewestPacked)
        {
            return;
        }

        // A file that took the place of something which stayed open, a directory or a link, may come behind its turn.
        var last = _lastPacked;
        bool IsNext(KeyValuePair<byte[], ErofsInode> child) => ErofsPackedFile.CanHold(child.Value) && child.Key.AsSpan().SequenceCompareTo(last) > 0;
        var files = _open!.Where(IsNext).ToArray();
        _packable = 0;
        if (files.Length == 0)
        {
            return;
        }

        Array.Sort(files, static (x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key));
        (_packed ??= []).Add(Encode(files));
        _lastPacked = files[^1].Key;
        _open = files.Length == _open!.Count ? null : new Dictionary<byte[], ErofsInode>(_open!.Where(child => !IsNext(child)), ByteOrder.Instance);
    }

    /// <summary>All names in byte order.</summary>
    /// <param name="more">Names that are not files of the directory, <c>.</c> and <c>..</c>.</param>
    public List<ErofsPiece> InOrder(params ReadOnlySpan<KeyValuePair<byte[], ErofsInode>> more)
    {
        KeyValuePair<byte[], ErofsInode>[] open = [.. Open, .. more];
        Array.Sort(open, static (x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key));
        var pieces = new List<ErofsPiece>(open.Length + (_packed?.Count ?? 0));
        var next = 0;
        foreach (var chunk in _packed ?? [])
        {
            var start = 0;
            for (var at = 0; at < chunk.Length;)
            {
                var before = at;
                var name = ErofsPackedFile.Read(chunk, ref at).Name;
                for (; next < open.Length && open[next].Key.AsSpan().SequenceCompareTo(name) < 0; next++)
                {
                    AddPacked(pieces, chunk, ref start, before);
                    pieces.Add(new ErofsPiece(open[next].Key, open[next].Value, [], 0, 0));
                }
            }

            AddPacked(pieces, chunk, ref start, chunk.Length);
        }

        foreach (var (name, inode) in open.AsSpan(next))
        {
            pieces.Add(new ErofsPiece(name, inode, [], 0, 0));
        }

        return pieces;
    }

    private static void AddPacked(List<ErofsPiece> pieces, byte[] chunk, ref int start, int end)
    {
        if (start < end)
        {
            pieces.Add(new ErofsPiece([], null, chunk, start, end));
            start = end;
        }
    }

    private static byte[] Encode(ReadOnlySpan<KeyValuePair<byte[], ErofsInode>> files)
    {
        var bytes = new byte[files.Length * 64];
        var length = 0;
        foreach (var (name, file) in files)
        {
            if (bytes.Length - length < ErofsPackedFile.MostBytes)
            {
                Array.Resize(ref bytes, bytes.Length + Math.Max(bytes.Length / 2, ErofsPackedFile.MostBytes));
            }

            length += ErofsPackedFile.Write(bytes.AsSpan(length), name, file);
        }

        return bytes[..length];
    }

    private ErofsInode? FindOpen(ReadOnlySpan<byte> name) =>
        _open is not null && _open.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var child) ? child : null;

    private void Unpack()
    {
        _isUnordered = true;
        foreach (var chunk in _packed!)
        {
            for (var at = 0; at < chunk.Length;)
            {
                var file = ErofsPackedFile.Read(chunk, ref at);
                Set(file.Name, file.ToInode());
            }
        }

        _packed = null;
    }
}
