namespace Drydock.Linux.Files;

/// <summary>The kernel's numbers of file types: DT_* of getdents64(2), and bits 12 to 15 of a mode (inode(7)).</summary>
internal static class FileTypeNumber
{
    internal static FileType Read(int number) => number switch
    {
        1 => FileType.Fifo,
        2 => FileType.CharacterDevice,
        4 => FileType.Directory,
        6 => FileType.BlockDevice,
        8 => FileType.Regular,
        10 => FileType.SymbolicLink,
        12 => FileType.Socket,
        _ => FileType.Unknown,
    };
}
