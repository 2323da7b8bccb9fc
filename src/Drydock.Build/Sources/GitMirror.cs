using System.Globalization;
using Drydock.Dockerfile.Sources;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Sources;

/// <summary>
/// What was fetched of a repository, kept among the cache mounts of the store: the next fetch brings only what is new.
/// </summary>
internal sealed class GitMirror : IDisposable
{
    // Named by us, never by the server or the user: no ref of the repository can collide.
    private const string Kept = "refs/drydock/";

    private readonly GitProgram _git;
    private readonly GitReference _reference;
    private readonly GitRemote _remote;
    private readonly FileLock _lock;

    private GitMirror(GitProgram git, GitReference reference, GitRemote remote, string path, FileLock fileLock) =>
        (_git, _reference, _remote, Path, _lock) = (git, reference, remote, path, fileLock);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Opens the mirror of a repository, made when there is none; nobody else uses it meanwhile.</summary>
    /// <exception cref="SourceException">git cannot make a repository.</exception>
    public static async Task<GitMirror> OpenAsync(Store store, GitProgram git, GitReference reference, GitRemote remote, CancellationToken cancellationToken)
    {
        var name = Digest.OfBytes(ByteText.Encode($"git\n{remote.Url}")).Hex;
        var fileLock = await store.CacheMounts.LockAsync(name, cancellationToken);
        try
        {
            var path = await store.CacheMounts.OpenAsync(name, 0b111_000_000, 0, 0, fill: null, store.Time.GetUtcNow());
            var mirror = new GitMirror(git, reference, remote, path, fileLock);
            await mirror.PrepareAsync(cancellationToken);
            return mirror;
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>Fetches a commit unless it is there.</summary>
    /// <param name="revision">What to fetch.</param>
    /// <param name="cancellationToken">Ends the fetch.</param>
    /// <exception cref="SourceException">The server does not have it, or cannot be reached.</exception>
    public async Task FetchAsync(GitRevision revision, CancellationToken cancellationToken)
    {
        if (await HasAsync(revision.Tag ?? revision.Commit, cancellationToken) && await HasAsync(revision.Commit, cancellationToken))
        {
            return;
        }

        var wanted = revision.Ref is null ? $"{revision.Commit}:{Kept}{revision.Commit}" : $"+{revision.Ref}:{KeptName(revision)}";
        var result = await RunAsync(["fetch", "-q", "--depth=1", "--no-tags", "--force", "--", _remote.Url, wanted], cancellationToken);
        if (result.IsSuccess && await HasAsync(revision.Commit, cancellationToken))
        {
            return;
        }

        // A server may give no commit by its hash; and a branch may have moved since it was asked for.
        await FetchAllAsync(cancellationToken);
        if (!await HasAsync(revision.Commit, cancellationToken))
        {
            throw new SourceException($"repository {_reference.RedactedRemote} does not contain commit {revision.Commit}{(result.IsSuccess ? "" : $": {result.Complaint}")}");
        }

        _ = await RunAsync(["update-ref", KeptName(revision), revision.Tag ?? revision.Commit], cancellationToken);
    }

    /// <summary>Finds the commit that the beginning of a hash names; everything is fetched for that.</summary>
    /// <returns>Null when there is none, or more than one.</returns>
    /// <exception cref="SourceException">The server cannot be reached.</exception>
    public async Task<GitRevision?> FindAsync(string abbreviated, CancellationToken cancellationToken)
    {
        await FetchAllAsync(cancellationToken);
        var result = await RunAsync(["rev-parse", "--quiet", "--verify", "--end-of-options", $"{abbreviated}^{{commit}}"], cancellationToken);
        var commit = result.Output.Trim();
        return result.IsSuccess && GitRemote.IsCommit(commit) ? new GitRevision(commit, null, null) : null;
    }

    /// <summary>When the commit was made, seconds since 1970.</summary>
    public async Task<long> CommitTimeAsync(GitRevision revision, CancellationToken cancellationToken)
    {
        var result = await RunAsync(["show", "-s", "--format=%ct", "--end-of-options", revision.Commit], cancellationToken);
        return long.TryParse(result.Output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds
            : throw new SourceException($"the time of commit {revision.Commit} cannot be read: {result.Complaint}");
    }

    /// <summary>The name under which a revision is kept here.</summary>
    public static string KeptName(GitRevision revision) => Kept + (revision.Tag ?? revision.Commit);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        using var root = RootedDirectory.Open(Path);
        if (root.TryStat(UnixPath.FromText("HEAD"), out _))
        {
            return;
        }

        // Checkouts fetch from here by hash.
        foreach (string[] arguments in new string[][] { ["init", "-q", "--bare", "--template=", "."], ["config", "uploadpack.allowAnySHA1InWant", "true"] })
        {
            if (await RunAsync(arguments, cancellationToken) is { IsSuccess: false } failed)
            {
                throw new SourceException($"git cannot make a repository in the store: {failed.Complaint}");
            }
        }
    }

    private async Task FetchAllAsync(CancellationToken cancellationToken)
    {
        using var root = RootedDirectory.Open(Path);
        string[] depth = root.TryStat(UnixPath.FromText("shallow"), out _) ? ["--unshallow"] : [];
        var result = await RunAsync(
            ["fetch", "-q", "--force", "--no-tags", .. depth, "--", _remote.Url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"], cancellationToken);
        if (!result.IsSuccess)
        {
            throw new SourceException($"failed to fetch remote {_reference.RedactedRemote}: {result.Complaint}{GitRemote.Advice(result.Errors)}");
        }
    }

    private async Task<bool> HasAsync(string hash, CancellationToken cancellationToken) =>
        (await RunAsync(["cat-file", "-e", hash], cancellationToken)).IsSuccess;

    private Task<GitResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _git.RunAsync(Path, GitProgram.RemoteProtocols, ["--git-dir=.", .. arguments], cancellationToken);
}
