using Drydock.Build.Caching;
using Drydock.Build.Graph;
using Drydock.Build.Progress;
using Drydock.Build.Steps;
using Drydock.Build.Steps.Copying;
using Drydock.Dockerfile.Ignore;
using Drydock.Dockerfile.Sources;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Storage;

namespace Drydock.Build.Sources;

/// <summary>
/// Files of git repositories. The server is asked which commit is meant, unless its hash was given; a commit that
/// was checked out before is taken from the cache.
/// </summary>
/// <param name="store">Keeps mirrors and checkouts.</param>
/// <param name="cache">Knows what was fetched before.</param>
/// <param name="secrets">Lets git log in.</param>
/// <param name="agent">The socket of the SSH agent; null for none.</param>
/// <param name="connecting">Called before a server is asked; what it throws ends the fetch.</param>
internal sealed class GitSource(Store store, StepCache cache, SourceSecrets secrets, string? agent, Action connecting)
{
    /// <summary>The file system with the files of a step's repository.</summary>
    /// <exception cref="SourceException">They cannot be had.</exception>
    public async Task<StepResult> FetchAsync(GitStep step, VertexReporter vertex, CancellationToken cancellationToken)
    {
        var reference = step.Reference;
        if (GitRemote.IsCommit(reference.Revision) && new GitRevision(reference.Revision!, null, null) is var named && named.Is(reference.Checksum ?? "")
            && !step.IgnoreCache && cache.FindLayer(Key(reference, named), step.Name) is { } same)
        {
            return SourceLayer.Result(same, cached: true);
        }

        connecting();
        using var work = Begin(reference);
        var revision = await ResolveAsync(work, cancellationToken);
        var key = Key(reference, revision);
        using var exclusive = await cache.LockAsync(key, vertex, cancellationToken);
        if (!step.IgnoreCache && cache.FindLayer(key, step.Name) is { } known)
        {
            return SourceLayer.Result(known, cached: true);
        }

        var began = store.Time.GetUtcNow();
        var time = await CheckOutAsync(work, revision, cancellationToken);
        var layer = Write(work.Directory, reference, time, cancellationToken);
        return SourceLayer.Result(cache.RecordLayer(key, layer, began), cached: false);
    }

    /// <summary>Checks a repository out to be a context.</summary>
    /// <param name="reference">The repository.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A directory of the store, which the caller removes; the directory in it that is wanted; the time of the commit.</returns>
    /// <exception cref="SourceException">It cannot be had.</exception>
    public async Task<(string Directory, string Context, long CommitSeconds)> CheckOutAsync(GitReference reference, CancellationToken cancellationToken)
    {
        using var work = Begin(reference);
        var revision = await ResolveAsync(work, cancellationToken);
        var time = await CheckOutAsync(work, revision, cancellationToken);
        using var root = RootedDirectory.Open(work.Directory);
        var inside = Subdirectory(root, reference);
        if (reference.ModificationTime == GitModificationTime.Commit)
        {
            GitCheckout.SetTimes(root, time);
        }

        return (work.Keep(), inside.IsRoot ? work.Directory : $"{work.Directory}/{inside}", time);
    }

    /// <summary>The time of the commit, seconds since 1970.</summary>
    /// <exception cref="SourceException">The repository cannot be had.</exception>
    public async Task<long> TimeAsync(GitReference reference, CancellationToken cancellationToken)
    {
        connecting();
        using var work = Begin(reference);
        var revision = await ResolveAsync(work, cancellationToken);
        using var mirror = await GitMirror.OpenAsync(store, work.Git, reference, work.Remote, cancellationToken);
        await mirror.FetchAsync(revision, cancellationToken);
        return await mirror.CommitTimeAsync(revision, cancellationToken);
    }

    private GitWork Begin(GitReference reference)
    {
        var home = store.Temp.NewDirectory("git");
        var git = GitProgram.Find(home, agent, store.Paths.KnownHosts);
        return new GitWork(reference, git, GitRemote.Authorize(git, reference, secrets), home, store.Temp.NewDirectory("checkout"));
    }

    private async Task<GitRevision> ResolveAsync(GitWork work, CancellationToken cancellationToken)
    {
        var reference = work.Reference;
        var revision = await work.Remote.ResolveAsync(work.Home, cancellationToken);
        if (revision is null && reference.Revision is { Length: >= 4 } name && name.All(char.IsAsciiHexDigitLower))
        {
            using var mirror = await GitMirror.OpenAsync(store, work.Git, reference, work.Remote, cancellationToken);
            revision = await mirror.FindAsync(name, cancellationToken);
        }

        if (revision is null)
        {
            throw new SourceException($"repository {reference.RedactedRemote} does not contain ref {reference.Revision ?? "HEAD"}\nname a branch, a tag or a commit that it has");
        }

        return reference.Checksum is { } checksum && !revision.Is(checksum)
            ? throw new SourceException($"expected checksum to match {checksum}, got {revision.Commit}: {reference.Revision} of {reference.RedactedRemote} is another commit now\ngive the right checksum, or find out why it has changed")
            : revision;
    }

    private async Task<long> CheckOutAsync(GitWork work, GitRevision revision, CancellationToken cancellationToken)
    {
        using var mirror = await GitMirror.OpenAsync(store, work.Git, work.Reference, work.Remote, cancellationToken);
        await mirror.FetchAsync(revision, cancellationToken);
        await new GitCheckout(work.Git, work.Reference, work.Remote).WriteAsync(mirror, revision, work.Directory, cancellationToken);
        return await mirror.CommitTimeAsync(revision, cancellationToken);
    }

    private LayerRecord Write(string directory, GitReference reference, long commitSeconds, CancellationToken cancellationToken)
    {
        using var root = RootedDirectory.Open(directory);
        var inside = Subdirectory(root, reference);
        if (reference.ModificationTime == GitModificationTime.Commit)
        {
            GitCheckout.SetTimes(root, commitSeconds);
        }

        using var source = new SourceTree(root.OpenSubdirectory(inside), IgnoreMatcher.None, keepOwner: false, new FileDigests(null, store.Time));
        var selected = new SourceSelector(source, IgnoreMatcher.None, keepParents: false).Select("/");
        var tree = new DestinationTree(null, store.Time.GetUtcNow());
        var planner = new CopyPlanner(tree, "/", new CopyAttributes(null, null));
        foreach (var one in selected)
        {
            planner.Copy(one, keepParents: false);
        }

        return SourceLayer.Write(store, tree, cancellationToken);
    }

    // Links in it lead nowhere but into the checkout.
    private static UnixPath Subdirectory(RootedDirectory root, GitReference reference)
    {
        var path = UnixPath.FromText(SourceSelector.Clean(reference.Subdirectory ?? ""));
        var resolved = root.Resolve(path);
        return resolved.Exists && root.TryStat(resolved.Path, out var status) && status.IsDirectory
            ? resolved.Path
            : throw new SourceException($"repository {reference.RedactedRemote} has no directory {reference.Subdirectory}");
    }

    private static CacheKey Key(GitReference reference, GitRevision revision) => new CacheKeyBuilder("git")
        .Add("remote", GitRemote.Bare(reference.Url))
        .Add("commit", revision.Commit)
        .Add("subdirectory", reference.Subdirectory)
        .Add("keep-git-dir", reference.KeepGitDirectory == true ? revision.Ref ?? "true" : null)
        .Add("submodules", reference.Submodules == false ? "false" : null)
        .Add("mtime", reference.ModificationTime?.ToString())
        .Build();

    /// <summary>What one fetch uses and leaves behind.</summary>
    private sealed record GitWork(GitReference Reference, GitProgram Git, GitRemote Remote, string Home, string Directory) : IDisposable
    {
        private bool _kept;

        public string Keep()
        {
            _kept = true;
            return Directory;
        }

        public void Dispose()
        {
            TempArea.Delete(Home);
            if (!_kept)
            {
                TempArea.Delete(Directory);
            }
        }
    }
}
