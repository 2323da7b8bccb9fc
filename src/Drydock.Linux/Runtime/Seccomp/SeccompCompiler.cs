namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>
/// Compiles a seccomp filter to the program that the kernel runs, once for many containers: a runtime would do so for each,
/// which takes two thirds of the time that a container costs.
/// </summary>
/// <remarks>
/// It decides as libseccomp does, and a test compares the two. The architecture comes first, then the number is looked for
/// by halves in ranges of numbers that are treated alike, and arguments are looked at last, so that the kernel can see which
/// calls are always allowed and does not run the program for them.
/// The multiplexers of i386, socketcall and ipc, are calls as any other: a rule for socket says nothing of socketcall.
/// </remarks>
internal static class SeccompCompiler
{
    // struct seccomp_data.
    private const uint NumberOffset = 0, ArchitectureOffset = 4;

    private const uint SECCOMP_RET_KILL_THREAD = 0;

    /// <summary>The program, an array of struct sock_filter. A call that is not known here is treated as one that no rule names.</summary>
    /// <exception cref="ArgumentException">An architecture, an action or a comparison is none that is known here, or the program is too long.</exception>
    internal static byte[] Compile(SeccompSpec filter)
    {
        var calls = SyscallTable.Find(SeccompRules.ByName(filter));
        var code = new BpfAssembler();
        var entry = code.Return(SECCOMP_RET_KILL_THREAD);

        // What is written last is asked first.
        foreach (var family in filter.Architectures.Select(SeccompArchitecture.Of).GroupBy(architecture => architecture.Audit).Reverse())
        {
            var leaves = new SeccompLeaves(code, SeccompRules.ValueOf(filter.DefaultAction, filter.DefaultErrnoRet));
            var tree = Search(code, RangesOf([.. family], calls, leaves));
            entry = code.Jump(BpfTest.Equal, family.Key, code.Load(NumberOffset, tree), entry);
        }

        code.Load(ArchitectureOffset, entry);
        return code.ToProgram();
    }

    // Ascending, from 0 on; neighbours differ.
    private static Range[] RangesOf(SeccompArchitecture[] family, List<(SeccompRules Rules, int[] Numbers)> calls, SeccompLeaves leaves)
    {
        var numbers = new List<Range>();
        foreach (var architecture in family)
        {
            foreach (var (rules, columns) in calls)
            {
                if (columns[architecture.Column] is var number and not SyscallTable.None)
                {
                    numbers.Add(new Range(architecture.FirstNumber + (uint)number, leaves.Of(rules, architecture.HasLongArguments)));
                }
            }
        }

        numbers.Sort((a, b) => a.First.CompareTo(b.First));
        var ranges = new List<Range> { new(0, leaves.Default) };
        var next = 0u;
        foreach (var (number, leaf) in numbers)
        {
            // Some numbers have two names.
            if (number >= next)
            {
                next = number + 1;
                Begin(ranges, number, leaf);
                Begin(ranges, next, leaves.Default);
            }
        }

        if (family is [{ HasX32: true }])
        {
            Begin(ranges, SeccompArchitecture.X32Bit, leaves.Return(SECCOMP_RET_KILL_THREAD));
        }

        return [.. ranges];
    }

    private static void Begin(List<Range> ranges, uint number, int leaf)
    {
        // A range that would be empty: the number before ended one here.
        if (ranges[^1].First == number)
        {
            ranges.RemoveAt(ranges.Count - 1);
        }

        if (ranges.Count == 0 || ranges[^1].Leaf != leaf)
        {
            ranges.Add(new Range(number, leaf));
        }
    }

    private static int Search(BpfAssembler code, ReadOnlySpan<Range> ranges)
    {
        if (ranges.Length == 1)
        {
            return ranges[0].Leaf;
        }

        // One number among others that are alike.
        if (ranges.Length == 3 && ranges[0].Leaf == ranges[2].Leaf && ranges[2].First - ranges[1].First == 1)
        {
            return code.Jump(BpfTest.Equal, ranges[1].First, ranges[1].Leaf, ranges[0].Leaf);
        }

        var half = ranges.Length / 2;
        var upper = Search(code, ranges[half..]);
        var lower = Search(code, ranges[..half]);
        return code.Jump(BpfTest.GreaterOrEqual, ranges[half].First, upper, lower);
    }

    /// <summary>Numbers that are treated alike.</summary>
    /// <param name="First">The first; the last is the one before the next range.</param>
    /// <param name="Leaf">The position of what is done.</param>
    private readonly record struct Range(uint First, int Leaf);
}
