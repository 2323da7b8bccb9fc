using System.CommandLine;
using Drydock.Cli.Inspecting;

namespace Drydock.Cli.Commands;

/// <summary>A command that is made when it is wanted: making them all costs as much as a short one takes.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Create">Makes it.</param>
internal sealed record CommandEntry(string Name, Func<GlobalOptions, Command> Create);

/// <summary>Every command, at the top and in docker's long forms.</summary>
internal static class CommandTable
{
    private static readonly CommandEntry[] s_containers =
    [
        new("run", RunCommand.Create),
        new("create", CreateCommand.Create),
        new("start", StartCommand.Create),
        new("stop", StopCommand.Create),
        new("restart", RestartCommand.Create),
        new("kill", KillCommand.Create),
        new("wait", WaitCommand.Create),
        new("logs", LogsCommand.Create),
        new("exec", ExecCommand.Create),
        new("rm", RmCommand.Create),
        new("export", ExportCommand.Create),
        new("commit", CommitCommand.Create),
    ];

    private static readonly CommandEntry s_imageTools = Group(
        "imagetools",
        "Work with images at registries, without pulling them",
        new("create", ImageToolsCreateCommand.Create),
        new("inspect", ImageToolsInspectCommand.Create));

    private static readonly CommandEntry[] s_all =
    [
        new("build", BuildCommand.Create),
        new("why", WhyCommand.Create),
        new("debug", DebugCommand.Create),
        new("verify", VerifyCommand.Create),
        new("images", g => ImagesCommand.Create(g)),
        new("inspect", g => InspectCommand.Create(g, "object", ContainerInspector.Inspector, ImageInspector.Inspector)),
        new("history", HistoryCommand.Create),
        new("squash", SquashCommand.Create),
        new("analyze", AnalyzeCommand.Create),
        new("diff", DiffCommand.Create),
        new("pull", PullCommand.Create),
        new("push", PushCommand.Create),
        new("copy", CopyCommand.Create),
        new("login", LoginCommand.CreateLogin),
        new("logout", _ => LoginCommand.CreateLogout()),
        new("tag", TagCommand.Create),
        new("import", ImportCommand.Create),
        new("save", SaveCommand.Create),
        new("load", LoadCommand.Create),
        new("rmi", g => RmiCommand.Create(g)),
        new("df", DfCommand.Create),
        new("prune", PruneCommand.Create),
        new("fsck", FsckCommand.Create),
        new("doctor", DoctorCommand.Create),
        .. s_containers,
        new("ps", g => PsCommand.Create(g)),
        new(ContainerMonitorCommand.Name, ContainerMonitorCommand.Create),
        new("version", VersionCommand.Create),
        Group(
            "image",
            "Work with images",
            new("build", BuildCommand.Create),
            new("ls", g => ImagesCommand.Create(g, "ls")),
            new("inspect", g => InspectCommand.Create(g, "image", ImageInspector.Inspector)),
            new("history", HistoryCommand.Create),
            new("squash", SquashCommand.Create),
            new("pull", PullCommand.Create),
            new("push", PushCommand.Create),
            new("tag", TagCommand.Create),
            new("import", ImportCommand.Create),
            new("save", SaveCommand.Create),
            new("load", LoadCommand.Create),
            new("rm", g => RmiCommand.Create(g, "rm")),
            new("prune", PruneCommand.CreateForImages)),
        Group("builder", "Work with the build cache", new("build", BuildCommand.Create), new("why", WhyCommand.Create), new("prune", PruneCommand.CreateForCache)),
        Group("system", "Work with the store", new("df", DfCommand.Create), new("prune", PruneCommand.Create), new("fsck", FsckCommand.Create)),
        Group(
            "manifest",
            "Put images together to one for several platforms, and look at manifests",
            new("create", ManifestCommand.CreateCreate),
            new("annotate", ManifestCommand.CreateAnnotate),
            new("push", ManifestCommand.CreatePush),
            new("inspect", ManifestInspectCommand.Create),
            new("rm", ManifestCommand.CreateRemove)),
        s_imageTools,
        Group(
            "container",
            "Work with containers",
            [
                .. s_containers,
                new("ls", g => PsCommand.Create(g, "ls")),
                new("inspect", g => InspectCommand.Create(g, "container", ContainerInspector.Inspector)),
            ]),
        Group("buildx", "docker buildx's form of build", new("build", BuildCommand.Create), new("debug", DebugCommand.Create), new("prune", PruneCommand.CreateForCache), s_imageTools),
    ];

    /// <summary>The top of the command line with every command below it.</summary>
    public static RootCommand CreateRoot(GlobalOptions globals) => CreateRoot(globals, s_all);

    /// <summary>The same with only the commands that some argument has the name of; null when none has.</summary>
    public static RootCommand? CreateRoot(GlobalOptions globals, IReadOnlyCollection<string> arguments)
    {
        var named = s_all.Where(e => arguments.Contains(e.Name)).ToList();
        return named.Count == 0 ? null : CreateRoot(globals, named);
    }

    private static RootCommand CreateRoot(GlobalOptions globals, IEnumerable<CommandEntry> entries)
    {
        var root = new RootCommand("Builds container images from Dockerfiles, without a daemon.");
        foreach (var option in globals.All)
        {
            root.Options.Add(option);
        }

        foreach (var entry in entries)
        {
            root.Subcommands.Add(entry.Create(globals));
        }

        return root;
    }

    private static CommandEntry Group(string name, string description, params CommandEntry[] entries) => new(name, globals =>
    {
        var group = new Command(name, description);
        foreach (var entry in entries)
        {
            group.Subcommands.Add(entry.Create(globals));
        }

        return group;
    });
}
