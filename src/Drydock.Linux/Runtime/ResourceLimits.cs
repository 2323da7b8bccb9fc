using Drydock.Linux.Interop;

namespace Drydock.Linux.Runtime;

/// <summary>Resource limits of processes, getrlimit(2).</summary>
public static class ResourceLimits
{
    // asm-generic/resource.h.
    private static readonly string[] s_names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC", "RLIMIT_NOFILE",
        "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ];

    /// <summary>The names of all limits, such as <c>RLIMIT_NOFILE</c>.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>
    /// What a container has unless told otherwise: 65,536 open files. The .NET runtime raises its own limit as
    /// far as it may; handed on, that makes programs slow that close every possible descriptor.
    /// </summary>
    public static IReadOnlyList<RlimitSpec> Default { get; } = [new RlimitSpec("RLIMIT_NOFILE", 65_536, 65_536)];

    /// <summary>The limits, each lowered to the hard limit of this process, which it may not be able to raise.</summary>
    /// <exception cref="RuntimeException">There is no limit of that name.</exception>
    public static IReadOnlyList<RlimitSpec> Clamp(IEnumerable<RlimitSpec> limits) => [.. limits.Select(Clamp)];

    private static unsafe RlimitSpec Clamp(RlimitSpec limit)
    {
        var number = Array.IndexOf(s_names, limit.Type);
        if (number < 0)
        {
            throw new RuntimeException(RuntimeFailure.InvalidSandbox, $"there is no resource limit {limit.Type}; known are {string.Join(", ", s_names)}");
        }

        var own = stackalloc ulong[2];
        if (Libc.GetResourceLimit(number, own) != 0)
        {
            throw LinuxException.Last("read the limit", limit.Type);
        }

        return limit with { Soft = Math.Min(limit.Soft, own[1]), Hard = Math.Min(limit.Hard, own[1]) };
    }
}
