namespace Drydock.Linux.Files;

/// <summary>One name in a directory.</summary>
/// <param name="Name">The bytes of the name.</param>
/// <param name="Type">Type of the file, or <see cref="FileType.Unknown"/> where the file system does not tell.</param>
/// <param name="Inode">Number of the file on its device.</param>
public readonly record struct DirectoryEntry(byte[] Name, FileType Type, ulong Inode);
