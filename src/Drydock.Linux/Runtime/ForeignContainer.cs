using System.Globalization;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;

namespace Drydock.Linux.Runtime;

/// <summary>
/// A container that another process runs, in namespaces that it entered by <see cref="NamespaceEntry"/>:
/// the runtime is called in there, by nsenter(1) of util-linux.
/// </summary>
public sealed class ForeignContainer
{
    private readonly OciRuntime _runtime;
    private readonly RuntimeLocation _location;
    private readonly string _id;
    private readonly int _owner;

    private ForeignContainer(string id, RuntimeLocation location, int owner)
    {
        _runtime = OciRuntime.Find(location.RuntimePath);
        (_id, _location, _owner) = (id, location, owner);
    }

    /// <summary>Reaches a container.</summary>
    /// <param name="id">Its name for the runtime.</param>
    /// <param name="location">Where its owner keeps the runtime's state.</param>
    /// <param name="outerProcessId">What <see cref="NamespaceEntry.OuterProcessId"/> of its owner is.</param>
    /// <returns>The container; null when its owner is gone.</returns>
    /// <exception cref="RuntimeException">The runtime is not there any more.</exception>
    public static ForeignContainer? Find(string id, RuntimeLocation location, int outerProcessId) =>
        ProcessTable.ChildrenOf(outerProcessId).Where(ProcessTable.IsFirstOfNamespace).ToList() is [var owner] ? new ForeignContainer(id, location, owner) : null;

    /// <summary>Sends a signal to its first process.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Signal(int signal)
    {
        using var child = ChildProcess.Start(Call(["--root", _location.StateFolder, "kill", _id, signal.ToString(CultureInfo.InvariantCulture)]));
        var exit = child.Wait();

        // The signal may end the container and with it the namespaces, before the runtime, which is in them, has ended.
        return exit.IsSuccess || exit.Signal == Signals.Kill;
    }

    /// <summary>Opens its root file system.</summary>
    /// <param name="rootPath">Where its owner mounted it.</param>
    /// <exception cref="LinuxException">It is gone.</exception>
    public RootedDirectory OpenRoot(string rootPath) =>
        RootedDirectory.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{_owner}/root{rootPath}"));

    /// <summary>Its first process, as seen from here.</summary>
    /// <param name="innerId">What that process is called in the namespaces of the owner.</param>
    /// <returns>The process id; null when it has ended.</returns>
    public int? ProcessId(int innerId) => ProcessTable.DescendantsOf(_owner)
        .Where(id => ProcessTable.NamespaceIds(id) is { Count: > 1 } ids && ids[^1] == 1 && ids[^2] == innerId)
        .Select(id => (int?)id)
        .FirstOrDefault();

    /// <summary>Executes one more process in it, with the standard streams of this process, and waits for its end.</summary>
    /// <param name="process">The process.</param>
    /// <param name="folder">A folder that owner and caller see under the same path, for files that are removed again.</param>
    /// <param name="standardInput">Its standard input.</param>
    /// <param name="detach">Whether it is left running.</param>
    /// <returns>How it ended; when it could not be started and was not to be detached, as <see cref="RuntimeException.ExitCode"/> says.</returns>
    /// <exception cref="RuntimeException">It could not be started.</exception>
    public ChildExit Execute(ProcessSpec process, string folder, Stdio standardInput, bool detach)
    {
        var name = Path.Combine(folder, $"exec-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(name + ".json", RuntimeJson.Serialize(process));
            string[] mode = _runtime.Kind == RuntimeKind.Crun ? [OciRuntime.NoControlGroups] : [];
            using var child = ChildProcess.Start(Call([.. OciRuntime.Arguments(_location.StateFolder, name + ".log"), .. mode, "exec", .. detach ? (string[])["--detach"] : [], "--process", name + ".json", _id]) with
            {
                StandardInput = standardInput,
                StandardOutput = detach ? Stdio.Null : Stdio.Inherit,
                StandardError = detach ? Stdio.Null : Stdio.Inherit,
                OwnGroup = false,
            });
            var exit = child.Wait();
            if (exit.IsSuccess || RuntimeLog.FailureIn(name + ".log", _runtime) is not { } failure)
            {
                return exit;
            }

            // On a standard error that is ours the runtime has told the user already.
            return detach ? throw failure : new ChildExit(failure.ExitCode, null);
        }
        finally
        {
            File.Delete(name + ".json");
            File.Delete(name + ".log");
        }
    }

    private ChildStart Call(IEnumerable<string> arguments) =>
        new("nsenter", ["-t", _owner.ToString(CultureInfo.InvariantCulture), "-m", "-p", "--", _location.RuntimePath, .. arguments])
        {
            Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        };
}
