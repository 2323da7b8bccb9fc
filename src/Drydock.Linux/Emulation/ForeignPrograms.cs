using Drydock.Linux.Mounts;
using Drydock.Linux.Processes;

namespace Drydock.Linux.Emulation;

/// <summary>Whether this machine executes programs of other processors.</summary>
/// <remarks>Processors are named in Go's spelling.</remarks>
public static class ForeignPrograms
{
    private const string Registered = "/proc/sys/fs/binfmt_misc";
    private const string AllUsers = "4294967295";

    /// <summary>Whether the processor itself executes them.</summary>
    /// <param name="host">The processor of this machine.</param>
    /// <param name="architecture">That of the programs.</param>
    public static bool AreNative(string host, string architecture) =>
        host == architecture || (host, architecture) is ("amd64", "386") or ("arm64", "arm");

    /// <summary>Why programs of a platform cannot be executed, and what to do about it; null when they can, or when the kernel does not tell.</summary>
    /// <param name="host">The processor of this machine.</param>
    /// <param name="os">The operating system of the programs.</param>
    /// <param name="architecture">Their processor.</param>
    public static string? FindObstacle(string host, string os, string architecture)
    {
        if (os != "linux")
        {
            return $"programs for {os} cannot be executed on Linux";
        }

        return AreNative(host, architecture) || ReadFormats() is not { } formats ? null : FindObstacle(host, architecture, formats);
    }

    /// <summary>As the method above, by formats that were read; of processors that are not known here nothing is said.</summary>
    public static string? FindObstacle(string host, string architecture, IReadOnlyList<BinaryFormat> formats)
    {
        if (ElfTarget.Of(architecture)?.Header() is not { } header)
        {
            return null;
        }

        var format = formats.FirstOrDefault(f => f.Matches(header));
        return format switch
        {
            null => $"programs for linux/{architecture} cannot be executed on this machine (linux/{host}): no emulator is registered for them\n{Advice}",
            { IsFixed: false } => $"programs for linux/{architecture} cannot be executed in images: their emulator {format.Interpreter} is registered without the flag F, so it is looked for in the image\n{Advice}",
            _ => null,
        };
    }

    /// <summary>The emulators that are registered with this kernel; null when it does not tell.</summary>
    public static IReadOnlyList<BinaryFormat>? ReadFormats()
    {
        if (!IsReadable() && !TryMount())
        {
            return null;
        }

        try
        {
            return
            [
                .. Directory.EnumerateFiles(Registered)
                    .Where(f => Path.GetFileName(f) is not ("register" or "status"))
                    .Select(f => BinaryFormat.Parse(Path.GetFileName(f), File.ReadAllText(f)))
                    .OfType<BinaryFormat>(),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Advice =>
        "install an emulator: apt-get install qemu-user-static binfmt-support\nor pin what need not run there: FROM --platform=$BUILDPLATFORM";

    private static bool IsReadable() => File.Exists(Registered + "/status");

    // Namespaces of our own come with a process table of our own, where nothing is mounted yet. In a user
    // namespace a new mount would begin an empty list of emulators in place of the machine's.
    private static bool TryMount()
    {
        if (!NamespaceEntry.HasEntered || !File.ReadAllText("/proc/self/uid_map").TrimEnd().EndsWith(AllUsers, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            Mount.BinaryFormats(Registered);
            return IsReadable();
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
