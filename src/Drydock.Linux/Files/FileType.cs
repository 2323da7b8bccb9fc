namespace Drydock.Linux.Files;

/// <summary>The type of a file, as the kernel tells it.</summary>
public enum FileType
{
    /// <summary>Not known: the file system does not tell types while a directory is listed.</summary>
    Unknown,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A unix socket.</summary>
    Socket,
}
