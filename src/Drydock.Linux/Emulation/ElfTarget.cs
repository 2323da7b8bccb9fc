using System.Buffers.Binary;

namespace Drydock.Linux.Emulation;

/// <summary>What the beginning of an ELF file says of the processor it is for.</summary>
/// <remarks>System V ABI, chapter 4, "ELF Header"; the numbers are those of Linux's <c>elf-em.h</c>.</remarks>
internal readonly record struct ElfTarget(bool Is64, bool IsBigEndian, ushort Machine)
{
    private const int HeaderBytes = 64;
    private const ushort Executable = 2;

    /// <summary>The target of a processor in Go's spelling; null for one that is not known.</summary>
    public static ElfTarget? Of(string architecture) => architecture switch
    {
        "386" => new(false, false, 3),
        "amd64" => new(true, false, 62),
        "arm" => new(false, false, 40),
        "arm64" => new(true, false, 183),
        "loong64" => new(true, false, 258),
        "mips" => new(false, true, 8),
        "mipsle" => new(false, false, 8),
        "mips64" => new(true, true, 8),
        "mips64le" => new(true, false, 8),
        "ppc64" => new(true, true, 21),
        "ppc64le" => new(true, false, 21),
        "riscv64" => new(true, false, 243),
        "s390x" => new(true, true, 22),
        _ => null,
    };

    /// <summary>The header of a program for it, zero where it says nothing of the processor.</summary>
    public byte[] Header()
    {
        var header = new byte[HeaderBytes];
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(Is64 ? 2 : 1), (byte)(IsBigEndian ? 2 : 1), 1];
        identification.CopyTo(header);
        Write(header.AsSpan(16), Executable);
        Write(header.AsSpan(18), Machine);
        return header;
    }

    private void Write(Span<byte> field, ushort value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(field, value);
        }
    }
}
