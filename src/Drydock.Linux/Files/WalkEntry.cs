namespace Drydock.Linux.Files;

/// <summary>What to do after an entry of a walk.</summary>
public enum WalkAction
{
    /// <summary>Go on; into the entry, if it is a directory.</summary>
    Continue,

    /// <summary>Go on, but not into this directory.</summary>
    SkipChildren,

    /// <summary>End the walk.</summary>
    Stop,
}

/// <summary>Called for every entry of a walk.</summary>
public delegate WalkAction WalkVisitor(in WalkEntry entry);

/// <summary>One file met on a walk; valid only during the call.</summary>
public readonly ref struct WalkEntry
{
    private readonly ref readonly FileStatus _status;

    internal WalkEntry(DirectoryHandle directory, ReadOnlySpan<byte> name, in FileStatus status, int depth)
    {
        Directory = directory;
        Name = name;
        Depth = depth;
        _status = ref status;
    }

    /// <summary>The directory that holds the file: open, for reading content, links and attributes by name.</summary>
    public DirectoryHandle Directory { get; }

    /// <summary>The bytes of the name.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>0 for what lies directly in the directory where the walk began.</summary>
    public int Depth { get; }

    /// <summary>The status of the file; of a symbolic link, its own.</summary>
    public ref readonly FileStatus Status => ref _status;

    /// <summary>The path from the root of the <see cref="RootedDirectory"/>; made anew by each call.</summary>
    public UnixPath Path => Directory.Path.Append(Name);
}
