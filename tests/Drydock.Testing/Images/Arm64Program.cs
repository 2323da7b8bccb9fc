using System.Buffers.Binary;
using System.Text;

namespace Drydock.Testing.Images;

/// <summary>A program for arm64, made byte by byte: it writes a text to a file and ends. It needs nothing of the image it is in.</summary>
/// <remarks>Arm Architecture Reference Manual for A-profile, C6; system calls of Linux's generic table.</remarks>
public static class Arm64Program
{
    private const ulong Base = 0x400000;
    private const int CodeOffset = 120;
    private const int OpenAt = 56;
    private const int Write = 64;
    private const int Exit = 93;
    private const int CurrentDirectory = 99;
    private const int WriteOnlyCreate = 0x41;
    private const int ReadableByAll = 0x1a4;
    private const int Instructions = 13;
    private const uint Call = 0xD4000001;

    /// <summary>The program.</summary>
    /// <param name="path">The file, made if it is not there.</param>
    /// <param name="text">What is written to it.</param>
    public static byte[] Writing(string path, string text)
    {
        var (name, content) = (Encoding.UTF8.GetBytes(path + "\0"), Encoding.UTF8.GetBytes(text));
        var data = Instructions * 4;
        uint[] code =
        [
            MoveNot(0, CurrentDirectory), Address(1, data - 4), Move(2, WriteOnlyCreate), Move(3, ReadableByAll), Move(8, OpenAt), Call,
            Address(1, data + name.Length - (6 * 4)), Move(2, content.Length), Move(8, Write), Call,
            Move(0, 0), Move(8, Exit), Call,
        ];
        var file = new byte[CodeOffset + data + name.Length + content.Length];
        WriteHeaders(file);
        for (var i = 0; i < code.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(CodeOffset + (4 * i)), code[i]);
        }

        name.CopyTo(file, CodeOffset + data);
        content.CopyTo(file, CodeOffset + data + name.Length);
        return file;
    }

    private static void WriteHeaders(Span<byte> file)
    {
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identification.CopyTo(file);
        Put16(file, 16, 2);
        Put16(file, 18, 183);
        Put32(file, 20, 1);
        Put64(file, 24, Base + CodeOffset);
        Put64(file, 32, 64);
        Put16(file, 52, 64);
        Put16(file, 54, 56);
        Put16(file, 56, 1);

        // One loadable segment: the whole file, readable and executable.
        Put32(file, 64, 1);
        Put32(file, 68, 5);
        Put64(file, 80, Base);
        Put64(file, 88, Base);
        Put64(file, 96, (ulong)file.Length);
        Put64(file, 104, (ulong)file.Length);
        Put64(file, 112, 0x1000);
    }

    private static void Put16(Span<byte> file, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file[offset..], value);

    private static void Put32(Span<byte> file, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file[offset..], value);

    private static void Put64(Span<byte> file, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file[offset..], value);

    private static uint Move(uint register, int value) => 0xD2800000 | ((uint)value << 5) | register;

    private static uint MoveNot(uint register, int value) => 0x92800000 | ((uint)value << 5) | register;

    private static uint Address(uint register, int distance) => 0x10000000 | (((uint)distance & 3) << 29) | (((uint)distance >> 2) << 5) | register;
}
