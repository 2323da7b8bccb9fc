using Drydock.Linux.Processes;

namespace Drydock.Linux.Runtime;

/// <summary>Which program an OCI runtime is.</summary>
public enum RuntimeKind
{
    /// <summary>crun: the quicker one.</summary>
    Crun,

    /// <summary>runc, or a runtime that takes the same arguments.</summary>
    Runc,
}

/// <summary>An OCI runtime on this machine.</summary>
public sealed class OciRuntime
{
    private readonly Lazy<string> _version;

    private OciRuntime(string path, RuntimeKind kind)
    {
        Path = path;
        Kind = kind;
        _version = new Lazy<string>(() => ReadVersion(path));
    }

    /// <summary>The program, an absolute path.</summary>
    public string Path { get; }

    /// <summary>Which program it is, told by its file name.</summary>
    public RuntimeKind Kind { get; }

    /// <summary>What it says of its version, as "crun version 1.8.1"; the program is asked when this is first read.</summary>
    public string Version => _version.Value;

    /// <summary>Finds a runtime.</summary>
    /// <param name="explicitPath">A path, or a name to look for on PATH; null for crun, else runc.</param>
    /// <exception cref="RuntimeException">There is none; the message says what to install.</exception>
    public static OciRuntime Find(string? explicitPath = null)
    {
        foreach (var name in explicitPath is null ? (string[])["crun", "runc"] : [explicitPath])
        {
            if (ProgramPath.Find(name) is { } path)
            {
                var kind = System.IO.Path.GetFileName(path).Contains("crun", StringComparison.Ordinal) ? RuntimeKind.Crun : RuntimeKind.Runc;
                return new OciRuntime(System.IO.Path.GetFullPath(path), kind);
            }
        }

        throw new RuntimeException(RuntimeFailure.NoRuntime, explicitPath is null
            ? "no OCI runtime found: neither crun nor runc is on PATH; install one (Debian and Ubuntu: apt-get install crun)"
            : $"no OCI runtime found: {explicitPath} is not an executable file; give the path of crun or runc with --runtime, or leave it out to have one found");
    }

    /// <summary>Makes a folder ready to keep the state of running containers.</summary>
    /// <param name="folder">An existing folder of the host. Memory is mounted there, so that nothing outlives the mount namespace.</param>
    /// <remarks>
    /// To be called in a mount namespace of one's own, as <see cref="NamespaceEntry"/> makes. crun does not take the mixed
    /// form of control groups v1 and v2: for it, /sys/fs/cgroup shows v2 alone there.
    /// </remarks>
    /// <exception cref="RuntimeException">This is the mount namespace of the host.</exception>
    /// <exception cref="LinuxException">A mount failed.</exception>
    public ContainerRunner Prepare(string folder)
    {
        RuntimeState.Prepare(folder, Kind);
        return new ContainerRunner(this, folder);
    }

    internal const string NoControlGroups = "--cgroup-manager=disabled";

    internal static string[] Arguments(string stateFolder, string log) => ["--root", stateFolder, "--log", log, "--log-format", "json"];

    private static string ReadVersion(string path)
    {
        using var child = ChildProcess.Start(new ChildStart(path, ["--version"]) { StandardOutput = Stdio.Pipe });
        using var reader = new StreamReader(child.StandardOutput!);
        var line = reader.ReadLine() ?? "";
        child.Wait();
        return line;
    }
}
