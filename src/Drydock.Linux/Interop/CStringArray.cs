using System.Runtime.InteropServices;

namespace Drydock.Linux.Interop;

/// <summary>A NUL-terminated array of NUL-terminated strings, as execve(2) wants arguments and environment.</summary>
internal sealed unsafe class CStringArray : IDisposable
{
    private readonly byte** _strings;
    private readonly int _count;

    internal CStringArray(IReadOnlyList<string> strings)
    {
        _strings = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        foreach (var text in strings)
        {
            var bytes = ByteText.Encode(text);
            if (bytes.Contains((byte)0))
            {
                Dispose();
                throw new ArgumentException("Arguments and environment of a process cannot hold a NUL byte.", nameof(strings));
            }

            var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            copy[bytes.Length] = 0;
            _strings[_count++] = copy;
        }
    }

    internal byte** Pointer => _strings;

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
        {
            NativeMemory.Free(_strings[i]);
        }

        NativeMemory.Free(_strings);
    }
}
