namespace Drydock.Linux.Files;

/// <summary>Walks a tree: parents before children, siblings in byte order of their names, no link followed.</summary>
/// <remarks>One directory is open for each level; a file costs one statx, and is not opened.</remarks>
internal sealed unsafe class TreeWalker(WalkVisitor visit) : IDisposable
{
    private readonly Stack<Level> _levels = new();

    public void Dispose()
    {
        foreach (var level in _levels)
        {
            level.Directory.Dispose();
        }
    }

    internal void Run(DirectoryHandle start)
    {
        _levels.Push(Level.Read(start));
        while (_levels.TryPeek(out var level))
        {
            if (level.Next == level.Names.Length)
            {
                _levels.Pop().Directory.Dispose();
                continue;
            }

            var name = level.NameAt(level.Next++);
            if (!TryStat(level.Directory, name, out var status))
            {
                continue;
            }

            var action = visit(new WalkEntry(level.Directory, name, status, _levels.Count - 1));
            if (action == WalkAction.Stop)
            {
                return;
            }

            if (action == WalkAction.Continue && status.IsDirectory)
            {
                _levels.Push(Level.Read(level.Directory.OpenDirectory(name)));
            }
        }
    }

    // The names of a level stand in one buffer, each with a NUL behind it: no copy is needed for the call.
    // A file that went away since the directory was read is no error: it is not there.
    private static bool TryStat(DirectoryHandle directory, ReadOnlySpan<byte> name, out FileStatus status)
    {
        fixed (byte* path = name)
        {
            return DirectoryHandle.TryStat(directory.Handle, path, out status)
                || (DirectoryHandle.IsMissing() ? false : throw directory.Failure("stat", name));
        }
    }

    private sealed class Level(DirectoryHandle directory, byte[] text, Level.NameRange[] names)
    {
        internal DirectoryHandle Directory { get; } = directory;

        internal NameRange[] Names { get; } = names;

        internal int Next { get; set; }

        internal ReadOnlySpan<byte> NameAt(int index) => text.AsSpan(Names[index].Start, Names[index].Length);

        internal static Level Read(DirectoryHandle directory)
        {
            try
            {
                using var reader = new DirectoryReader(directory.Handle, directory.Path);
                var text = new byte[512];
                var names = new List<NameRange>();
                var used = 0;
                while (reader.MoveNext())
                {
                    var name = reader.Name;
                    if (used + name.Length + 1 > text.Length)
                    {
                        Array.Resize(ref text, text.Length * 2);
                    }

                    name.CopyTo(text.AsSpan(used));
                    names.Add(new NameRange(used, name.Length));
                    used += name.Length + 1;
                }

                var sorted = names.ToArray();
                Array.Sort(sorted, (a, b) => text.AsSpan(a.Start, a.Length).SequenceCompareTo(text.AsSpan(b.Start, b.Length)));
                return new Level(directory, text, sorted);
            }
            catch
            {
                directory.Dispose();
                throw;
            }
        }

        internal readonly record struct NameRange(int Start, int Length);
    }
}
