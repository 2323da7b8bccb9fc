using Drydock.Linux.Interop;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Runtime;

/// <summary>
/// A program for the kernel that lets the processes of a control group make any device node, and open those
/// only that every container has: null, zero, full, random, urandom, tty, ptmx and pseudoterminals.
/// </summary>
/// <remarks>bpf(2); the list is that of the OCI runtime specification, "Default Devices".</remarks>
internal static unsafe class DeviceFilter
{
    // struct bpf_cgroup_dev_ctx: access in the upper half of the first word, and type in the lower one.
    private const int AccessOffset = 0, MajorOffset = 4, MinorOffset = 8;
    private const int ReadOrWrite = 2 | 4, CharacterDevice = 2;
    private const int MemoryMajor = 1, TerminalMajor = 5, FirstPseudoterminalMajor = 136, LastPseudoterminalMajor = 143;

    // Registers: what is returned, where the context is, and three to work in.
    private const byte R0 = 0, R1 = 1, R2 = 2, R3 = 3, R4 = 4;

    // Codes of instructions: load a word, copy, set, and, shift right, jump if equal / if not / if greater / if less / in any case, end.
    private const byte Load = 0x61, Copy = 0xbf, Set = 0xb7, And = 0x57, Shift = 0x77;
    private const byte IfEqual = 0x15, IfNotEqual = 0x55, IfGreater = 0x25, IfLess = 0xa5, Always = 0x05, Exit = 0x95;

    private static readonly int[] s_memoryMinors = [3, 5, 7, 8, 9];
    private static readonly int[] s_terminalMinors = [0, 2];

    /// <summary>Loads it; null where the kernel does not let us.</summary>
    internal static SafeFileHandle? TryLoad()
    {
        var program = Assemble();
        fixed (ulong* instructions = program)
        fixed (byte* licence = "Apache-2.0\0"u8)
        {
            var load = new Libc.BpfLoad
            {
                Type = Libc.BPF_PROG_TYPE_CGROUP_DEVICE,
                InstructionCount = (uint)program.Length,
                Instructions = (ulong)instructions,
                Licence = (ulong)licence,
            };
            var fd = Libc.Bpf(SyscallNumber.Bpf, Libc.BPF_PROG_LOAD, &load, (uint)sizeof(Libc.BpfLoad));
            return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
        }
    }

    /// <summary>Sees to it that a control group has such a program.</summary>
    /// <param name="group">The directory of the control group.</param>
    /// <returns>Whether it has one now.</returns>
    internal static bool TryAttach(SafeFileHandle group)
    {
        var query = new Libc.BpfQuery { Target = (int)group.DangerousGetHandle(), Type = Libc.BPF_CGROUP_DEVICE };
        if (Libc.Bpf(SyscallNumber.Bpf, Libc.BPF_PROG_QUERY, &query, (uint)sizeof(Libc.BpfQuery)) == 0 && query.ProgramCount > 0)
        {
            return true;
        }

        using var program = TryLoad();
        if (program is null)
        {
            return false;
        }

        // Two processes may do so at once: the device must then please both programs, which are the same.
        var attach = new Libc.BpfAttach
        {
            Target = (int)group.DangerousGetHandle(),
            Program = (int)program.DangerousGetHandle(),
            Type = Libc.BPF_CGROUP_DEVICE,
            Flags = Libc.BPF_F_ALLOW_MULTI,
        };
        return Libc.Bpf(SyscallNumber.Bpf, Libc.BPF_PROG_ATTACH, &attach, (uint)sizeof(Libc.BpfAttach)) == 0;
    }

    private static ulong[] Assemble()
    {
        List<Line> code =
        [
            new(Load, R2, R1, Offset: AccessOffset),
            new(Copy, R3, R2),
            new(Shift, R2, Value: 16),
            new(And, R2, Value: ReadOrWrite),
            new(IfEqual, R2, Value: 0, Jump: "allow"),
            new(And, R3, Value: 0xffff),
            new(IfNotEqual, R3, Value: CharacterDevice, Jump: "deny"),
            new(Load, R2, R1, Offset: MajorOffset),
            new(Load, R4, R1, Offset: MinorOffset),
            new(IfEqual, R2, Value: MemoryMajor, Jump: "memory"),
            new(IfEqual, R2, Value: TerminalMajor, Jump: "terminal"),
            new(IfLess, R2, Value: FirstPseudoterminalMajor, Jump: "deny"),
            new(IfGreater, R2, Value: LastPseudoterminalMajor, Jump: "deny"),
            new(Always, Jump: "allow"),
            .. Minors("memory", s_memoryMinors),
            .. Minors("terminal", s_terminalMinors),
            new(Set, R0, Value: 0, Label: "deny"),
            new(Exit),
            new(Set, R0, Value: 1, Label: "allow"),
            new(Exit),
        ];

        // A jump counts the instructions that it leaves out.
        return [.. code.Select((line, at) => line.Encode(line.Jump is { } label ? code.FindIndex(l => l.Label == label) - at - 1 : line.Offset))];
    }

    private static IEnumerable<Line> Minors(string label, int[] minors) =>
    [
        .. minors.Select((minor, i) => new Line(IfEqual, R4, Value: minor, Jump: "allow", Label: i == 0 ? label : null)),
        new Line(Always, Jump: "deny"),
    ];

    private sealed record Line(byte Code, byte To = 0, byte From = 0, int Value = 0, int Offset = 0, string? Jump = null, string? Label = null)
    {
        internal ulong Encode(int offset) => Code | ((ulong)(To | (From << 4)) << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)Value << 32);
    }
}
