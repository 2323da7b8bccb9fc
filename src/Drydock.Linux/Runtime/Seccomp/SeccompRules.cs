namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>What a filter says of one system call: a value for the kernel, or some that depend on its arguments.</summary>
internal sealed class SeccompRules
{
    // linux/seccomp.h.
    private const uint SECCOMP_RET_ALLOW = 0x7fff0000, SECCOMP_RET_ERRNO = 0x00050000;

    /// <summary>What the kernel is told in any case; null where it depends.</summary>
    internal uint? Value { get; private set; }

    /// <summary>Conditions that must all hold, and what the kernel is then told. The first that fit count.</summary>
    internal List<(IReadOnlyList<SyscallArgument> Conditions, uint Value)> Conditional { get; } = [];

    /// <summary>The rules of a filter, by the names of the calls. A rule without conditions makes those that have some void.</summary>
    /// <exception cref="ArgumentException">An action is none that is known here.</exception>
    internal static Dictionary<string, SeccompRules> ByName(SeccompSpec filter)
    {
        var all = new Dictionary<string, SeccompRules>();
        foreach (var rule in filter.Syscalls)
        {
            var value = ValueOf(rule.Action, rule.ErrnoRet ?? 0);
            foreach (var name in rule.Names)
            {
                if (!all.TryGetValue(name, out var rules))
                {
                    all[name] = rules = new SeccompRules();
                }

                if (rule.Args is { Count: > 0 } conditions)
                {
                    rules.Conditional.Add((conditions, value));
                }
                else
                {
                    rules.Value ??= value;
                }
            }
        }

        return all;
    }

    /// <summary>What the kernel is told for an action to be taken, seccomp(2).</summary>
    /// <exception cref="ArgumentException">It is none that is known here.</exception>
    internal static uint ValueOf(string action, uint errno) => action switch
    {
        "SCMP_ACT_ALLOW" => SECCOMP_RET_ALLOW,
        "SCMP_ACT_ERRNO" => SECCOMP_RET_ERRNO | (ushort)errno,
        _ => throw new ArgumentException($"the seccomp action {action} is not known here"),
    };
}
