namespace Drydock.Linux.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit status, 0 to 255; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null when it exited.</param>
public readonly record struct ChildExit(int? Code, int? Signal)
{
    /// <summary>Whether it exited with 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>The exit status as shells tell it: 128 + signal when a signal ended the process.</summary>
    public int ShellCode => Code ?? 128 + (Signal ?? 0);

    /// <summary>"exit code: 3" or "killed by signal 9".</summary>
    public override string ToString() => Signal is { } signal ? $"killed by signal {signal}" : $"exit code: {Code}";

    internal static ChildExit FromWaitStatus(int status) =>
        (status & 0x7f) == 0 ? new ChildExit((status >> 8) & 0xff, null) : new ChildExit(null, status & 0x7f);
}
