namespace Drydock.Storage;

/// <summary>The id of this boot of the machine.</summary>
internal static class BootId
{
    private static readonly Lazy<string> s_current = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    public static string Current => s_current.Value;
}
