namespace Drydock.Dockerfile.Instructions;

/// <summary>The signals of Linux.</summary>
internal static class SignalNames
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
        "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
        "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
    };

    /// <summary>Whether the text is a signal: a positive number, or a name in any case, with or without SIG.</summary>
    public static bool IsSignal(string text)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, null, out var number))
        {
            return number > 0;
        }

        var name = text.ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal))
        {
            name = name[3..];
        }

        return s_names.Contains(name)
            || IsRealTime(name, "RTMIN+", 1, 15)
            || IsRealTime(name, "RTMAX-", 1, 14);
    }

    private static bool IsRealTime(string name, string prefix, int min, int max) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), System.Globalization.NumberStyles.None, null, out var offset)
        && offset >= min && offset <= max && name[prefix.Length] != '0';
}
