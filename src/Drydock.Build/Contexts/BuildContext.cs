using Drydock.Dockerfile.Ignore;
using Drydock.Linux.Files;

namespace Drydock.Build.Contexts;

/// <summary>Files that a build may read: a directory of the host, with what <c>.dockerignore</c> leaves of it.</summary>
public sealed class BuildContext : IDisposable
{
    private BuildContext(string name, string hostPath, RootedDirectory root, IgnoreMatcher filter)
    {
        (Name, HostPath, Root, Filter) = (name, hostPath, root, filter);
    }

    /// <summary>What progress calls it: empty for the main context.</summary>
    public string Name { get; }

    /// <summary>The directory, absolute.</summary>
    public string HostPath { get; }

    /// <summary>The directory, opened.</summary>
    public RootedDirectory Root { get; }

    /// <summary>What exists in it for the build.</summary>
    public IgnoreMatcher Filter { get; }

    /// <summary>The time of what it was fetched from, seconds since 1970: of the commit, or <c>Last-Modified</c>. Null for local files.</summary>
    public long? SourceSeconds { get; internal set; }

    /// <summary>Opens a directory as a context.</summary>
    /// <exception cref="Linux.LinuxException">The directory cannot be opened.</exception>
    public static BuildContext Open(string name, string hostPath, IgnoreMatcher filter) =>
        new(name, hostPath, RootedDirectory.Open(hostPath), filter);

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();
}

/// <summary>A context of <c>--build-context NAME=…</c>.</summary>
public abstract record NamedContext;

/// <summary>A context that is files without being an image: nothing can begin FROM it.</summary>
public abstract record NamedFiles : NamedContext;

/// <summary>Files of a directory.</summary>
public sealed record NamedDirectory(BuildContext Context) : NamedFiles;

/// <summary>Files of a git repository.</summary>
public sealed record NamedRepository(Dockerfile.Sources.GitReference Reference) : NamedFiles;

/// <summary>A file behind a URL.</summary>
public sealed record NamedDownload(Uri Url) : NamedFiles;

/// <summary>An image from a registry or the store: <c>docker-image://REF</c>.</summary>
public sealed record NamedImage(Oci.Reference Reference) : NamedContext;

/// <summary>An image of an OCI layout: <c>oci-layout://DIR[:TAG][@DIGEST]</c>.</summary>
public sealed record NamedLayout(Images.Sources.IImageSource Source) : NamedContext;
