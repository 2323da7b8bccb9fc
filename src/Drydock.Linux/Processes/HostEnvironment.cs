namespace Drydock.Linux.Processes;

/// <summary>The environment that this process was started with, byte for byte.</summary>
public static class HostEnvironment
{
    /// <summary>The entries, each as NAME=value in the form of <see cref="ByteText"/>.</summary>
    /// <remarks>.NET's own view cannot hold bytes that are not UTF-8. Variables that this process set since are not in here.</remarks>
    public static IReadOnlyList<string> Entries()
    {
        var entries = new List<string>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes("/proc/self/environ");
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var entry = ByteText.Decode(end < 0 ? rest : rest[..end]);
            if (!entry.StartsWith(NamespaceEntry.Marker + "=", StringComparison.Ordinal))
            {
                entries.Add(entry);
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return entries;
    }
}
