using System.CommandLine;
using Drydock.Cli.Arguments;

namespace Drydock.Cli.Commands;

/// <summary>The flags that <c>drydock run</c> and <c>drydock create</c> share.</summary>
internal sealed class ContainerFlags
{
    private readonly List<(KnownFlag Flag, Option Option)> _known;

    public ContainerFlags(Command command)
    {
        command.Arguments.Add(Image);
        command.Arguments.Add(Command);
        foreach (var option in Implemented)
        {
            command.Options.Add(option);
        }

        _known = [.. s_known.Select(flag => (flag, flag.CreateOption()))];
        foreach (var (_, option) in _known)
        {
            command.Options.Add(option);
        }
    }

    public Argument<string> Image { get; } = new("IMAGE") { Description = "A name, an ID or its beginning" };

    public Argument<string[]> Command { get; } = new("COMMAND") { Description = "Replaces CMD of the image", Arity = ArgumentArity.ZeroOrMore };

    public Option<string?> Name { get; } = new("--name") { Description = "The container's name", HelpName = "NAME" };

    public Option<bool> Remove { get; } = new("--rm") { Description = "Remove the container when it ends" };

    public Option<bool> Interactive { get; } = new("--interactive", "-i") { Description = "Keep standard input open" };

    public Option<bool> Terminal { get; } = new("--tty", "-t") { Description = "Give the process a terminal" };

    public Option<string[]> Environment { get; } = new("--env", "-e") { Description = "A variable; without =, from the environment here", HelpName = "NAME[=VALUE]" };

    public Option<string[]> EnvironmentFile { get; } = new("--env-file") { Description = "A file of variables, one a line", HelpName = "FILE" };

    public Option<string?> WorkingDirectory { get; } = new("--workdir", "-w") { Description = "The working directory", HelpName = "DIR" };

    public Option<string?> User { get; } = new("--user", "-u") { Description = "Who the process runs as", HelpName = "USER[:GROUP]" };

    public Option<string[]> Volume { get; } = new("--volume", "-v") { Description = "Show a path of the host, or a volume, inside", HelpName = "SOURCE:DESTINATION[:ro]" };

    public Option<string[]> Mount { get; } = new("--mount") { Description = "type=bind|volume|tmpfs,source=SOURCE,target=DESTINATION[,readonly]", HelpName = "MOUNT" };

    public Option<string[]> Memory { get; } = new("--tmpfs") { Description = "Mount memory", HelpName = "DESTINATION[:size=SIZE,mode=MODE]" };

    public Option<string?> Entrypoint { get; } = new("--entrypoint") { Description = "Replaces ENTRYPOINT of the image", HelpName = "PROGRAM" };

    public Option<string[]> Publish { get; } = new("--publish", "-p") { Description = "A TCP port of the host that leads into the container", HelpName = "[[ADDRESS:]HOST:]CONTAINER" };

    public Option<bool> PublishAll { get; } = new("--publish-all", "-P") { Description = "A free port of the host for every port the image exposes" };

    public Option<string[]> Expose { get; } = new("--expose") { Description = "A port the container listens on", HelpName = "PORT" };

    public Option<string?> Network { get; } = new("--network", "--net") { Description = "host (the default without --publish) or none", HelpName = "MODE" };

    public Option<string?> Hostname { get; } = new("--hostname", "-h") { Description = "The host name inside", HelpName = "NAME" };

    public Option<string[]> AddHost { get; } = new("--add-host") { Description = "A line of /etc/hosts", HelpName = "HOST:IP" };

    public Option<string[]> Label { get; } = new("--label", "-l") { Description = "A label of the container", HelpName = "NAME=VALUE" };

    public Option<bool> ReadOnly { get; } = new("--read-only") { Description = "The root file system cannot be written" };

    public Option<string[]> AddCapability { get; } = new("--cap-add") { Description = "A capability more, or ALL", HelpName = "CAPABILITY" };

    public Option<string[]> DropCapability { get; } = new("--cap-drop") { Description = "A capability less, or ALL", HelpName = "CAPABILITY" };

    public Option<bool> Privileged { get; } = new("--privileged") { Description = "Nearly no protection: every capability, no filter of system calls, devices usable" };

    public Option<string[]> Ulimit { get; } = new("--ulimit") { Description = "A resource limit", HelpName = "NAME=SOFT[:HARD]" };

    public Option<string?> SharedMemory { get; } = new("--shm-size") { Description = "Size of /dev/shm (default 64m)", HelpName = "BYTES" };

    public Option<string?> StopSignal { get; } = new("--stop-signal") { Description = "The signal that stops the container", HelpName = "SIGNAL" };

    public Option<int?> StopTimeout { get; } = new("--stop-timeout") { Description = "Seconds that stop waits before it kills (default 10)", HelpName = "SECONDS" };

    public Option<string?> Pull { get; } = new("--pull") { Description = "Ask the registry: always, missing (the default) or never", HelpName = "WHEN" };

    public Option<string?> Platform { get; } = new("--platform") { Description = "The platform to pull", HelpName = "OS/ARCH" };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing of pulling" };

    public Option<string?> IdFile { get; } = new("--cidfile") { Description = "Write the container ID to a file", HelpName = "FILE" };

    /// <summary>Tells of flags without effect.</summary>
    /// <exception cref="UsageException">A flag was given that is refused.</exception>
    public void ReportKnown(ParseResult result, TextWriter output)
    {
        foreach (var (flag, option) in _known)
        {
            flag.Report(result, option, output);
        }
    }

    private IEnumerable<Option> Implemented =>
    [
        Name, Remove, Interactive, Terminal, Environment, EnvironmentFile, WorkingDirectory, User, Volume, Mount, Memory, Entrypoint, Publish, PublishAll,
        Expose, Network, Hostname, AddHost, Label, ReadOnly, AddCapability, DropCapability, Privileged, Ulimit, SharedMemory, StopSignal, StopTimeout,
        Pull, Platform, Quiet, IdFile,
    ];

    private static readonly KnownFlag[] s_known =
    [
        new("--restart", true, "nothing runs here that could start a container again; use a unit of systemd", ["no", ""]),
        new("--init", false, "the command is process 1, and what it leaves behind ends with it"),
        new("--sig-proxy", true, "signals always go to the container", ["true"]),
        new("--attach", true, "standard output and standard error are always shown without --detach", ["stdout", "stderr"]) { Aliases = ["-a"] },
        new("--memory", true, "limits by control groups come in a later version; --ulimit has limits of single processes") { Refused = true, Aliases = ["-m"] },
        new("--cpus", true, "limits by control groups come in a later version") { Refused = true },
        new("--device", true, "only the devices that docs/sandbox.md lists are shown; with --privileged a program can make others by mknod") { Refused = true },
        new("--security-opt", true, "the sandbox is the one docs/sandbox.md describes, or none with --privileged") { Refused = true },
        new("--disable-content-trust", false, "there are no signatures of that kind"),
    ];
}
