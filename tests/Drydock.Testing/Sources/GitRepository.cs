namespace Drydock.Testing.Sources;

/// <summary>A repository that a test fills: a work tree, and a bare one that is served.</summary>
/// <param name="workTree">Where files are written.</param>
/// <param name="served">What is served.</param>
public sealed class GitRepository(string workTree, string served)
{
    private static readonly string[] s_settings =
    [
        "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", "-c", "core.hooksPath=/dev/null",
    ];

    /// <summary>Where files are written.</summary>
    public string WorkTree => workTree;

    /// <summary>Writes a file.</summary>
    public GitRepository Write(string name, string content, bool executable = false)
    {
        var path = Path.Combine(workTree, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        if (executable)
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }

        return this;
    }

    /// <summary>Makes a symbolic link.</summary>
    public GitRepository Link(string name, string target)
    {
        File.CreateSymbolicLink(Path.Combine(workTree, name), target);
        return this;
    }

    /// <summary>Commits all files, at a time that is told, and serves it.</summary>
    /// <returns>The hash of the commit.</returns>
    public async Task<string> CommitAsync(long seconds = 1_700_000_000)
    {
        await GitAsync("add", "-A");
        await ProcessFixture.RunAsync("env", [$"GIT_AUTHOR_DATE={seconds} +0000", $"GIT_COMMITTER_DATE={seconds} +0000", "git", "-C", workTree, .. s_settings, "commit", "-q", "--allow-empty", "-m", "change"]);
        await GitAsync("push", "-q", "--force", "--mirror", served);
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    /// <summary>Runs git in the work tree; <c>push</c> serves what changed.</summary>
    public Task<string> GitAsync(params string[] arguments) => ProcessFixture.RunAsync("git", ["-C", workTree, .. s_settings, .. arguments]);

    /// <summary>Serves what changed.</summary>
    public Task PublishAsync() => GitAsync("push", "-q", "--force", "--mirror", served);

    internal async Task InitializeAsync()
    {
        Directory.CreateDirectory(workTree);
        await GitAsync("init", "-q", ".");
        await GitAsync("init", "-q", "--bare", served);
    }
}
