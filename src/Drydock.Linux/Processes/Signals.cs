using System.Globalization;

namespace Drydock.Linux.Processes;

/// <summary>Signals by name, signal(7).</summary>
public static class Signals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    private const int RealTimeMinimum = 34;
    private const int RealTimeMaximum = 64;

    // By number from 1, asm-generic/signal.h.
    private static readonly string[] s_names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
        "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Reads a number, or a name in any case with or without SIG, such as <c>SIGUSR1</c> or <c>rtmin+3</c>.</summary>
    public static bool TryParse(string text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal))
        {
            return signal is > 0 and <= RealTimeMaximum;
        }

        var name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        signal = Array.IndexOf(s_names, name switch { "IOT" => "ABRT", "CLD" => "CHLD", "POLL" => "IO", _ => name }) + 1;
        return signal > 0 || IsRealTime(name, out signal);
    }

    private static bool IsRealTime(string name, out int signal)
    {
        var offset = 0;
        var known = name.Length == 5 || int.TryParse(name.AsSpan(Math.Min(name.Length, 5)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset);
        signal = name.StartsWith("RTMIN", StringComparison.Ordinal) ? RealTimeMinimum + offset
            : name.StartsWith("RTMAX", StringComparison.Ordinal) ? RealTimeMaximum + offset
            : 0;
        return known && signal is >= RealTimeMinimum and <= RealTimeMaximum;
    }
}
