using System.Buffers.Binary;

namespace Drydock.Linux.Tests.Runtime.Seccomp;

/// <summary>Runs programs of classic BPF as the kernel does for seccomp; linux/filter.h, linux/seccomp.h.</summary>
internal sealed class BpfMachine
{
    private readonly (ushort Code, byte Yes, byte No, uint Value)[] _program;

    internal BpfMachine(byte[] program)
    {
        _program = [.. program.Chunk(8).Select(i => (BinaryPrimitives.ReadUInt16LittleEndian(i), i[2], i[3], BinaryPrimitives.ReadUInt32LittleEndian(i.AsSpan(4))))];
    }

    /// <summary>Number of instructions.</summary>
    internal int Length => _program.Length;

    /// <summary>What the kernel is told of a call.</summary>
    internal uint Run(uint architecture, uint number, ReadOnlySpan<ulong> arguments) => Run(architecture, number, arguments, out _);

    /// <inheritdoc cref="Run(uint, uint, ReadOnlySpan{ulong})"/>
    /// <param name="architecture">AUDIT_ARCH_*.</param>
    /// <param name="number">Number of the call.</param>
    /// <param name="arguments">Six arguments.</param>
    /// <param name="sawArguments">Whether more was looked at than architecture and number; if not, the kernel knows the answer beforehand.</param>
    internal uint Run(uint architecture, uint number, ReadOnlySpan<ulong> arguments, out bool sawArguments)
    {
        sawArguments = false;
        var at = 0;
        var word = 0u;
        while (true)
        {
            var (code, yes, no, value) = _program[at++];
            switch (code)
            {
                case 0x20 when value is 0 or 4:
                    word = value == 0 ? number : architecture;
                    break;
                case 0x20:
                    Assert.InRange(value, 16u, 60u);
                    sawArguments = true;
                    word = (uint)(arguments[(int)(value - 16) / 8] >> (int)(value % 8 * 8));
                    break;
                case 0x54:
                    word &= value;
                    break;
                case 0x05:
                    at += (int)value;
                    break;
                case 0x06:
                    return value;
                default:
                    at += Holds(code, word, value) ? yes : no;
                    break;
            }
        }
    }

    private static bool Holds(ushort code, uint word, uint value) => code switch
    {
        0x15 => word == value,
        0x25 => word > value,
        0x35 => word >= value,
        0x45 => (word & value) != 0,
        _ => throw new InvalidOperationException($"no such instruction: {code:x}"),
    };
}
