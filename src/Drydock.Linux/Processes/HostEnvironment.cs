namespace Drydock.Linux.Processes;

/// <summary>The environment that this process was started with, byte for byte.</summary>
public static class HostEnvironment
{
    /// <summary>The entries, each as NAME=value in the form of <see cref="ByteText"/>.</summary>
    /// <remarks>.NET's own view cannot hold bytes that are not UTF-8. Variables that this process set since are not in here.</remarks>
    public static IReadOnlyList<string> Entries() => [.. ReadAll().Where(entry => !IsMarker(entry))];

    internal static bool HoldsMarker() => ReadAll().Any(IsMarker);

    private static bool IsMarker(string entry) => entry.StartsWith(NamespaceEntry.Marker + "=", StringComparison.Ordinal);

    /// <summary>The last arguments of this process, as bytes: those that Main gets have lost what is not UTF-8.</summary>
    internal static IEnumerable<string> LastArguments(int count) => Read("/proc/self/cmdline").TakeLast(count);

    private static List<string> ReadAll() => Read("/proc/self/environ");

    // Strings with a NUL behind each, proc(5).
    private static List<string> Read(string path)
    {
        var strings = new List<string>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            strings.Add(ByteText.Decode(end < 0 ? rest : rest[..end]));
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return strings;
    }
}
