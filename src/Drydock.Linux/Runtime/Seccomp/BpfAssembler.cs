using System.Runtime.InteropServices;

namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>What a conditional jump asks of the word at hand; the codes are BPF_JMP | BPF_K | BPF_JEQ and so on, linux/bpf_common.h.</summary>
internal enum BpfTest
{
    Equal = 0x15,
    Greater = 0x25,
    GreaterOrEqual = 0x35,
}

/// <summary>
/// Writes a program of classic BPF from its end to its beginning: jumps lead forward only, so where one leads to is there
/// when it is written. A position is that of an instruction, counted from the end.
/// </summary>
/// <remarks>struct sock_filter of linux/filter.h: 16 bits of code, 8 and 8 bits of jumps, 32 bits of value.</remarks>
internal sealed class BpfAssembler
{
    // BPF_LD | BPF_W | BPF_ABS, BPF_ALU | BPF_AND | BPF_K, BPF_JMP | BPF_JA, BPF_RET | BPF_K.
    private const uint LoadWord = 0x20, AndValue = 0x54, JumpAlways = 0x05, ReturnValue = 0x06;
    private const int FarthestTarget = byte.MaxValue;

    // BPF_MAXINSNS.
    private const int MaxInstructions = 4096;

    private readonly List<ulong> _code = [];

    /// <summary>Ends the program with a value.</summary>
    internal int Return(uint value) => Add(ReturnValue, value);

    /// <summary>Loads a word of the data that is filtered, and goes on.</summary>
    internal int Load(uint offset, int next)
    {
        FallInto(next);
        return Add(LoadWord, offset);
    }

    /// <summary>Takes away the bits of the word that a mask lacks, and goes on.</summary>
    internal int And(uint mask, int next)
    {
        FallInto(next);
        return Add(AndValue, mask);
    }

    /// <summary>Goes on in one of two places.</summary>
    internal int Jump(BpfTest test, uint value, int yes, int no)
    {
        // The second bridge moves the first target away by one.
        yes = Distance(yes) >= FarthestTarget ? Bridge(yes) : yes;
        no = Distance(no) > FarthestTarget ? Bridge(no) : no;
        return Add((uint)test, value, (uint)Distance(yes), (uint)Distance(no));
    }

    /// <summary>The program; it begins with what was written last.</summary>
    /// <exception cref="ArgumentException">It is longer than the kernel takes.</exception>
    internal byte[] ToProgram()
    {
        if (_code.Count > MaxInstructions)
        {
            throw new ArgumentException($"the seccomp filter has {_code.Count} instructions, and the kernel takes {MaxInstructions}");
        }

        var program = _code.ToArray();
        Array.Reverse(program);
        return MemoryMarshal.AsBytes(program.AsSpan()).ToArray();
    }

    // How many instructions one that is written now would leave out.
    private int Distance(int target) => _code.Count - 1 - target;

    private void FallInto(int next)
    {
        if (Distance(next) > 0)
        {
            Bridge(next);
        }
    }

    // A conditional jump counts in one byte, an unconditional one in four. An end is as well written again.
    private int Bridge(int target)
    {
        var instruction = _code[target];
        if ((uint)(instruction & 0xffff) != ReturnValue)
        {
            return Add(JumpAlways, (uint)Distance(target));
        }

        _code.Add(instruction);
        return _code.Count - 1;
    }

    private int Add(uint code, uint value, uint yes = 0, uint no = 0)
    {
        _code.Add(code | yes << 16 | no << 24 | (ulong)value << 32);
        return _code.Count - 1;
    }
}
