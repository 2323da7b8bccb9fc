using Drydock.Build.Graph;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Sources;
using Drydock.Oci;
using Drydock.Registry.Downloads;

namespace Drydock.Build.Planning;

/// <summary>The steps that fetch URLs and git repositories, each source once in a build.</summary>
internal sealed class RemoteSources
{
    private readonly Dictionary<object, SourceStep> _steps = [];

    /// <summary>The steps for those sources of an ADD that are not files of the context.</summary>
    /// <param name="add">The instruction, expanded.</param>
    /// <param name="ignoreCache">Whether they are fetched whatever the cache has.</param>
    /// <exception cref="BuildException">A source or the checksum cannot be one.</exception>
    public IReadOnlyDictionary<string, SourceStep> StepsOf(AddInstruction add, bool ignoreCache)
    {
        var steps = new Dictionary<string, SourceStep>(StringComparer.Ordinal);
        foreach (var source in add.Sources)
        {
            if (RemoteSource.IsGit(source))
            {
                steps[source] = GitStep(GitReference.Parse(source)!, add, ignoreCache);
            }
            else if (RemoteSource.IsHttp(source))
            {
                steps[source] = HttpStep(source, add, ignoreCache);
            }
        }

        return steps.Count > 0 || add.Checksum is null
            ? steps
            : throw new BuildException("checksum can only be specified for HTTP(S) or Git sources\nremove --checksum", add.Lines);
    }

    /// <summary>The step for a named context that is a git repository.</summary>
    public GitStep OfContext(string name, GitReference reference) =>
        Once(($"context {name}", reference), () => New(reference, $"[context {name}] {Display(reference)}", LineRange.None, ignoreCache: false));

    /// <summary>The step for a named context that is a URL.</summary>
    public HttpStep OfContext(string name, Uri url) =>
        Once(($"context {name}", url), () => New(url, default, $"[context {name}] {FileDownloader.Redact(url)}", LineRange.None, ignoreCache: false));

    private GitStep GitStep(GitReference reference, AddInstruction add, bool ignoreCache)
    {
        if (add.Checksum is { } checksum)
        {
            reference = reference.Checksum is null || reference.Checksum == checksum
                ? reference with { Checksum = checksum }
                : throw new BuildException($"checksum conflicts: --checksum={checksum} and {reference.Checksum} in the URL", add.Lines);
        }

        reference = reference with { KeepGitDirectory = add.KeepGitDir ?? reference.KeepGitDirectory };
        return Once((reference, ignoreCache), () => New(reference, Display(reference), add.Lines, ignoreCache));
    }

    private HttpStep HttpStep(string source, AddInstruction add, bool ignoreCache)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new BuildException("a source of ADD begins like a URL and is none\nwrite https://HOST/PATH", add.Lines);
        }

        var digest = default(Digest);
        if (add.Checksum is { } checksum && !Digest.TryParse(checksum, out digest))
        {
            throw new BuildException($"invalid checksum \"{checksum}\"\nwrite --checksum=sha256: and 64 hexadecimal digits", add.Lines);
        }

        return digest is { IsEmpty: false, Algorithm: not "sha256" }
            ? throw new BuildException($"invalid checksum \"{digest}\": files are checked by sha256\nwrite --checksum=sha256: and 64 hexadecimal digits", add.Lines)
            : Once((url, digest, ignoreCache), () => New(url, digest, FileDownloader.Redact(url), add.Lines, ignoreCache));
    }

    private T Once<T>(object key, Func<T> create)
        where T : SourceStep
    {
        if (!_steps.TryGetValue(key, out var step))
        {
            _steps[key] = step = create();
        }

        return (T)step;
    }

    private static GitStep New(GitReference reference, string title, LineRange lines, bool ignoreCache) =>
        new() { Title = title, Name = title, Lines = lines, Stage = title, IgnoreCache = ignoreCache, Reference = reference };

    private static HttpStep New(Uri url, Digest checksum, string title, LineRange lines, bool ignoreCache) =>
        new() { Title = title, Name = title, Lines = lines, Stage = title, IgnoreCache = ignoreCache, Url = url, Checksum = checksum };

    private static string Display(GitReference reference) => (reference with { Remote = reference.RedactedRemote }).ToFragmentForm(withSubdirectory: true);
}
