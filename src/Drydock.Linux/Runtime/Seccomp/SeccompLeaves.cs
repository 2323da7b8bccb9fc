namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>Writes what a program does once it knows the system call: return a value, or look at arguments first. Each only once.</summary>
internal sealed class SeccompLeaves
{
    // struct seccomp_data: six arguments of 64 bits, of which the lower half comes first.
    private const uint ArgumentsOffset = 16, ArgumentSize = 8, UpperHalf = 4;

    private readonly BpfAssembler _code;
    private readonly Dictionary<uint, int> _returns = [];
    private readonly Dictionary<(SeccompRules Rules, bool Long), int> _conditional = [];

    internal SeccompLeaves(BpfAssembler code, uint defaultValue)
    {
        _code = code;
        Default = Return(defaultValue);
    }

    /// <summary>The position of what is done where no rule fits.</summary>
    internal int Default { get; }

    /// <summary>The position of what is done by some rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="hasLongArguments">Whether arguments have 64 bits.</param>
    internal int Of(SeccompRules rules, bool hasLongArguments)
    {
        if (rules.Value is { } value)
        {
            return Return(value);
        }

        if (!_conditional.TryGetValue((rules, hasLongArguments), out var position))
        {
            position = Default;
            for (var i = rules.Conditional.Count - 1; i >= 0; i--)
            {
                var otherwise = position;
                position = Return(rules.Conditional[i].Value);
                foreach (var condition in rules.Conditional[i].Conditions.Reverse())
                {
                    position = Test(condition, hasLongArguments, position, otherwise);
                }
            }

            _conditional[(rules, hasLongArguments)] = position;
        }

        return position;
    }

    /// <summary>The position of what returns a value.</summary>
    internal int Return(uint value)
    {
        if (!_returns.TryGetValue(value, out var position))
        {
            _returns[value] = position = _code.Return(value);
        }

        return position;
    }

    private int Test(SyscallArgument condition, bool isLong, int yes, int no) => condition.Op switch
    {
        "SCMP_CMP_EQ" => Equal(condition.Index, ulong.MaxValue, condition.Value, isLong, yes, no),
        "SCMP_CMP_NE" => Equal(condition.Index, ulong.MaxValue, condition.Value, isLong, no, yes),
        "SCMP_CMP_MASKED_EQ" => Equal(condition.Index, condition.Value, condition.ValueTwo, isLong, yes, no),
        "SCMP_CMP_GT" => Greater(BpfTest.Greater, condition, isLong, yes, no),
        "SCMP_CMP_GE" => Greater(BpfTest.GreaterOrEqual, condition, isLong, yes, no),
        "SCMP_CMP_LE" => Greater(BpfTest.Greater, condition, isLong, no, yes),
        "SCMP_CMP_LT" => Greater(BpfTest.GreaterOrEqual, condition, isLong, no, yes),
        _ => throw new ArgumentException($"the comparison {condition.Op} is not known here"),
    };

    private int Equal(uint argument, ulong mask, ulong value, bool isLong, int yes, int no)
    {
        var offset = ArgumentsOffset + argument * ArgumentSize;
        var lower = HalfEqual(offset, (uint)mask, (uint)value, yes, no);
        return isLong ? HalfEqual(offset + UpperHalf, (uint)(mask >> 32), (uint)(value >> 32), lower, no) : lower;
    }

    private int HalfEqual(uint offset, uint mask, uint value, int yes, int no)
    {
        if (mask == 0)
        {
            return yes;
        }

        var jump = _code.Jump(BpfTest.Equal, value & mask, yes, no);
        return _code.Load(offset, mask == uint.MaxValue ? jump : _code.And(mask, jump));
    }

    private int Greater(BpfTest test, SyscallArgument condition, bool isLong, int yes, int no)
    {
        var offset = ArgumentsOffset + condition.Index * ArgumentSize;
        var lower = _code.Load(offset, _code.Jump(test, (uint)condition.Value, yes, no));
        if (!isLong)
        {
            return lower;
        }

        var upper = (uint)(condition.Value >> 32);
        return _code.Load(offset + UpperHalf, _code.Jump(BpfTest.Greater, upper, yes, _code.Jump(BpfTest.Equal, upper, lower, no)));
    }
}
