using Drydock.Dockerfile.Sources;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Build.Sources;

/// <summary>The files of a commit in a directory.</summary>
internal sealed class GitCheckout(GitProgram git, GitReference reference, GitRemote remote)
{
    private static readonly byte[] s_gitName = ".git"u8.ToArray();

    /// <summary>Checks a commit out.</summary>
    /// <param name="mirror">Has the commit.</param>
    /// <param name="revision">The commit.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="SourceException">A submodule cannot be fetched.</exception>
    public async Task WriteAsync(GitMirror mirror, GitRevision revision, string directory, CancellationToken cancellationToken)
    {
        var target = revision.Ref?.StartsWith("refs/tags/", StringComparison.Ordinal) == true ? revision.Ref : "refs/drydock/wanted";
        await RunAsync(directory, GitProgram.RemoteProtocols, ["init", "-q", "--template=", "."], cancellationToken);
        await RunAsync(directory, GitProgram.LocalProtocol, ["fetch", "-q", "--depth=1", "--no-tags", "--", mirror.Path, $"{revision.Tag ?? revision.Commit}:{target}"], cancellationToken);
        await RunAsync(directory, GitProgram.RemoteProtocols, ["checkout", "-q", "--detach", revision.Commit, "--"], cancellationToken);

        // Submodules are often named relative to it.
        await RunAsync(directory, GitProgram.RemoteProtocols, ["remote", "add", "origin", "--", remote.Url], cancellationToken);
        using var root = RootedDirectory.Open(directory);
        if (reference.Submodules != false && root.TryStat(UnixPath.FromText(".gitmodules"), out var status) && status.IsRegular)
        {
            await UpdateSubmodulesAsync(directory, cancellationToken);
        }

        if (reference.KeepGitDirectory == true)
        {
            await SettleAsync(directory, root, cancellationToken);
        }
        else
        {
            RemoveGitFiles(root);
        }

        SetModes(root);
    }

    /// <summary>Gives every file and directory one modification time.</summary>
    public static void SetTimes(RootedDirectory root, long seconds)
    {
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            entry.Directory.SetTimes(entry.Name, new UnixTime(seconds, 0));
            return WalkAction.Continue;
        });
    }

    private async Task UpdateSubmodulesAsync(string directory, CancellationToken cancellationToken)
    {
        string[] update = ["submodule", "--quiet", "update", "--init", "--recursive"];
        var result = await git.RunAsync(directory, GitProgram.RemoteProtocols, [.. update, "--depth=1"], cancellationToken);
        if (!result.IsSuccess)
        {
            // Not every server gives a commit by its hash.
            result = await git.RunAsync(directory, GitProgram.RemoteProtocols, update, cancellationToken);
        }

        if (!result.IsSuccess)
        {
            throw new SourceException(
                $"failed to fetch the submodules of {reference.RedactedRemote}: {result.Complaint}{GitRemote.Advice(result.Errors)}\n"
                + "submodules=false in the query of the URL leaves them out");
        }
    }

    // What tells one checkout from another goes: times and inodes in the index, logs, the ref that was fetched by.
    private async Task SettleAsync(string directory, RootedDirectory root, CancellationToken cancellationToken)
    {
        await RunAsync(directory, GitProgram.RemoteProtocols, ["update-ref", "-d", "refs/drydock/wanted"], cancellationToken);
        await RunAsync(directory, GitProgram.RemoteProtocols, ["read-tree", "HEAD"], cancellationToken);
        foreach (var name in new[] { ".git/FETCH_HEAD", ".git/ORIG_HEAD" })
        {
            _ = root.Remove(UnixPath.FromText(name));
        }

        foreach (var name in new[] { ".git/logs", ".git/refs/drydock" })
        {
            _ = root.RemoveTree(UnixPath.FromText(name));
        }
    }

    // Modes are those that git knows, whatever the umask of this process is.
    private static void SetModes(RootedDirectory root) => root.Walk(UnixPath.Root, (in WalkEntry entry) =>
    {
        var mode = entry.Status.Mode & 0b111_111_111;
        var shared = (mode >> 6) & 0b101;
        var wanted = (mode & 0b010_000_000) | (shared << 6) | (shared << 3) | shared;
        if (mode != wanted && (entry.Status.IsRegular || entry.Status.IsDirectory))
        {
            entry.Directory.SetMode(entry.Name, wanted);
        }

        return WalkAction.Continue;
    });

    // git never checks out a file of this name, so all of them are its own, at the root and in submodules.
    private static void RemoveGitFiles(RootedDirectory root)
    {
        var found = new List<UnixPath>();
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            if (!entry.Name.SequenceEqual(s_gitName))
            {
                return WalkAction.Continue;
            }

            found.Add(entry.Path);
            return WalkAction.SkipChildren;
        });
        foreach (var path in found)
        {
            _ = root.RemoveTree(path);
        }
    }

    private async Task RunAsync(string directory, string protocols, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(directory, protocols, arguments, cancellationToken);
        if (!result.IsSuccess)
        {
            throw new SourceException($"failed to check out {reference.RedactedRemote}: {result.Complaint}");
        }
    }
}
