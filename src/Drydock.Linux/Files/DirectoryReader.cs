using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Files;

/// <summary>Reads the raw entries of an open directory: getdents64(2).</summary>
internal unsafe struct DirectoryReader(SafeFileHandle directory, UnixPath path) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    // struct linux_dirent64: inode (8), offset (8), record length (2), type (1), name.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _length;
    private int _current;
    private int _next;

    internal readonly ulong Inode => Unsafe.ReadUnaligned<ulong>(ref _buffer[_current]);

    internal readonly ReadOnlySpan<byte> Name
    {
        get
        {
            var name = _buffer.AsSpan(_current + NameOffset, _next - _current - NameOffset);
            return name[..name.IndexOf((byte)0)];
        }
    }

    internal readonly FileType Type => FileTypeNumber.Read(_buffer[_current + TypeOffset]);

    internal bool MoveNext()
    {
        do
        {
            _current = _next;
            if (_current >= _length && !Fill())
            {
                return false;
            }

            _next = _current + MemoryMarshal.Read<ushort>(_buffer.AsSpan(_current + LengthOffset));
        }
        while (Name.SequenceEqual("."u8) || Name.SequenceEqual(".."u8));
        return true;
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool Fill()
    {
        fixed (byte* buffer = _buffer)
        {
            var read = Libc.ListDirectory(SyscallNumber.Getdents64, directory, buffer, BufferSize);
            _length = read < 0 ? throw LinuxException.Last("list", path.ToString()) : (int)read;
        }

        _current = _next = 0;
        return _length > 0;
    }
}
