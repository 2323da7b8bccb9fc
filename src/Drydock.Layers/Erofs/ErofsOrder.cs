namespace Drydock.Layers.Erofs;

/// <summary>All inodes of a tree, each once, a directory before what is in it, in byte order of names.</summary>
internal sealed class ErofsOrder
{
    private readonly List<ErofsPiece> _pieces = [];

    /// <summary>Brings a tree in order; the names of each file are counted.</summary>
    public ErofsOrder(ErofsInode root)
    {
        var pending = new Stack<ErofsPiece>([new ErofsPiece([], root, [], 0, 0)]);
        while (pending.TryPop(out var piece))
        {
            if (piece.Inode is { } inode && inode.Links++ > 0)
            {
                continue;
            }

            _pieces.Add(piece);
            if (piece.Inode is { IsDirectory: true } directory)
            {
                var children = directory.Children.InOrder();
                for (var i = children.Count - 1; i >= 0; i--)
                {
                    pending.Push(children[i]);
                }
            }
        }
    }

    /// <summary>The inodes that are no packed files.</summary>
    public IEnumerable<ErofsInode> Known => _pieces.Select(piece => piece.Inode).OfType<ErofsInode>();

    /// <summary>All inodes; packed files are made for the call.</summary>
    public IEnumerable<ErofsInode> All()
    {
        foreach (var piece in _pieces)
        {
            if (piece.Inode is { } inode)
            {
                yield return inode;
                continue;
            }

            for (var at = piece.Start; at < piece.End;)
            {
                var file = ErofsPackedFile.Read(piece.Chunk, ref at).ToInode();
                file.Links = 1;
                yield return file;
            }
        }
    }

    /// <summary>Gives every inode its place.</summary>
    /// <param name="place">Sets the position of the inode it is called with.</param>
    /// <returns>How many there are.</returns>
    public int Place(Action<ErofsInode> place)
    {
        var count = 0;
        foreach (var piece in _pieces)
        {
            if (piece.Inode is { } inode)
            {
                place(inode);
                count++;
            }

            for (var at = piece.Start; at < piece.End; count++)
            {
                var packed = ErofsPackedFile.Read(piece.Chunk, ref at);
                var file = packed.ToInode();
                place(file);
                packed.Position = file.Position;
            }
        }

        return count;
    }
}
