using System.Buffers.Binary;

namespace Drydock.Linux.Processes;

/// <summary>Whether a program runs without any other file: where there is no loader and no library.</summary>
/// <remarks>elf(5): a program without a PT_INTERP segment asks for no loader.</remarks>
public static class StaticProgram
{
    private const uint PT_INTERP = 3;
    private const int MaximumHeaderBytes = 1 << 16;

    /// <summary>The first of these programs that is found on PATH and is static; null when none is.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (ProgramPath.Find(name) is { } path && IsStatic(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Whether a file is a static 64-bit ELF program of this machine's byte order.</summary>
    public static bool IsStatic(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = new byte[MaximumHeaderBytes];
        var header = bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0));
        if (header.Length < 64 || !header.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        var table = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        var (size, count) = (BinaryPrimitives.ReadUInt16LittleEndian(header[54..]), BinaryPrimitives.ReadUInt16LittleEndian(header[56..]));
        if (table < 64 || size < 4 || table + ((long)size * count) > header.Length)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[(int)(table + (i * size))..]) == PT_INTERP)
            {
                return false;
            }
        }

        return true;
    }
}
