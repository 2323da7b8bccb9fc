using System.Globalization;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;
using Drydock.Linux.Mounts;
using Microsoft.Win32.SafeHandles;

namespace Drydock.Linux.Processes;

/// <summary>
/// Mount and process namespaces of one's own, entered by replacing the process once: whatever ends
/// it, even SIGKILL, leaves no mount and no process behind.
/// </summary>
/// <remarks>
/// A .NET process has threads from the start and cannot move itself, so execve hands over to
/// unshare(1) of util-linux, which starts this program again as process 1 of the new namespaces:
/// <c>unshare -m -p -f --kill-child --mount-proc SELF ARGUMENTS</c>. An environment variable tells the
/// inner one where it is; it is not passed on to children.
/// The outer process, which keeps the process id, holds SIGINT and SIGTERM back while it waits; the
/// inner one finds them there, in the list of pending signals that the kernel shows of a process.
/// </remarks>
public sealed class NamespaceEntry : IDisposable
{
    internal const string Marker = "DRYDOCK_NAMESPACE";

    private static readonly Lazy<bool> s_hasEntered = new(() => Libc.GetPid() == 1 && HostEnvironment.HoldsMarker());

    private readonly SignalRelay _relay;

    private NamespaceEntry(SignalRelay relay) => _relay = relay;

    /// <summary>Whether this process was started by <see cref="Enter"/> of another, and lives in namespaces of its own.</summary>
    public static bool HasEntered => s_hasEntered.Value;

    /// <summary>Cancelled by the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once with 128 + signal.</summary>
    public CancellationToken Stopping => _relay.Stopping;

    /// <summary>The signal that <see cref="Stopping"/> tells of; null when none came.</summary>
    public int? StopSignal => _relay.StopSignal;

    /// <summary>
    /// Outside: replaces this process, and does not return. Inside: keeps mounts private, reaps
    /// orphans, and gathers signals until disposed of. Call it first thing in Main.
    /// </summary>
    /// <param name="arguments">The arguments of Main.</param>
    /// <exception cref="LinuxException">There is no unshare(1), or it cannot be executed.</exception>
    public static NamespaceEntry Enter(IReadOnlyList<string> arguments) => HasEntered ? Begin() : Replace(arguments);

    /// <summary>The process id, in the namespace of the caller, of the process that waits outside: that of <see cref="Enter"/>.</summary>
    public int OuterProcessId => _relay.OuterProcessId;

    /// <summary>From now on signals go to <paramref name="receive"/> (SIGQUIT too), and neither cancel nor end anything here.</summary>
    /// <param name="receive">Called with the number of each signal, on any thread.</param>
    public void Forward(Action<int> receive) => _relay.Forward(receive);

    /// <summary>Ends the gathering of signals and orphans.</summary>
    public void Dispose() => _relay.Dispose();

    private static NamespaceEntry Begin()
    {
        var number = int.Parse(Environment.GetEnvironmentVariable(Marker)!, CultureInfo.InvariantCulture);
        Environment.SetEnvironmentVariable(Marker, null);
        Mount.MakePrivate();
        return new NamespaceEntry(SignalRelay.Start(new SafeFileHandle(number, ownsHandle: true)));
    }

    private static unsafe NamespaceEntry Replace(IReadOnlyList<string> arguments)
    {
        var unshare = ProgramPath.Find("unshare")
            ?? throw new LinuxException(Errno.ENOENT, "find the program", "unshare", "it is in the package util-linux");
        using var status = HostFile.Open("/proc/self/status", OpenFlags.O_RDONLY);
        var kept = KeepOnExec(status);
        using var argv = new CStringArray(["unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "--", .. Self(), .. HostEnvironment.LastArguments(arguments.Count)]);
        using var environment = new CStringArray([.. HostEnvironment.Entries(), $"{Marker}={kept}"]);
        fixed (byte* path = CPath.OfHost(unshare))
        {
            _ = Libc.Execve(path, argv.Pointer, environment.Pointer);
        }

        throw LinuxException.Last("execute", unshare);
    }

    // Under "dotnet drydock.dll" the program is dotnet, and its first argument ours.
    private static string[] Self()
    {
        var program = Environment.ProcessPath ?? throw new LinuxException(Errno.ENOENT, "find", "/proc/self/exe");
        return Path.GetFileName(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }

    // A duplicate does not have the close-on-exec flag.
    private static int KeepOnExec(SafeFileHandle status)
    {
        var fd = Libc.Fcntl(status, Libc.F_DUPFD, 3);
        return fd < 0 ? throw LinuxException.Last("duplicate", "a descriptor") : fd;
    }
}
