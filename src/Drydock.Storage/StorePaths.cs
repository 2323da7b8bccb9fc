using System.Text;
using Drydock.Oci;

namespace Drydock.Storage;

/// <summary>Where everything lives below the root of a store; docs/architecture.md, "The store".</summary>
public sealed record StorePaths(string Root)
{
    /// <summary>The file with the version of the format.</summary>
    public string Format => Path.Combine(Root, "format");

    /// <summary>Immutable content by digest.</summary>
    public string Blobs => Path.Combine(Root, "blobs", "sha256");

    /// <summary>Layer trees.</summary>
    public string Layers => Path.Combine(Root, "layers");

    /// <summary>Image records.</summary>
    public string Images => Path.Combine(Root, "images");

    /// <summary>Remembered resolutions of base images.</summary>
    public string Resolutions => Path.Combine(Root, "resolutions");

    /// <summary>Cache records.</summary>
    public string Cache => Path.Combine(Root, "cache");

    /// <summary>Build records.</summary>
    public string Builds => Path.Combine(Root, "builds");

    /// <summary>What a RUN that failed left behind; made when the first does.</summary>
    public string FailedSteps => Path.Combine(Root, "failed");

    /// <summary>What files content digests stand for; made when the first list is.</summary>
    public string FileLists => Path.Combine(Root, "file-lists");

    /// <summary>Remembered file digests, one index a context directory.</summary>
    public string Contexts => Path.Combine(Root, "contexts");

    /// <summary>The directories of <c>RUN --mount=type=cache</c>.</summary>
    public string CacheMounts => Path.Combine(Root, "cache-mounts");

    /// <summary>Containers of <c>run</c> and <c>create</c>.</summary>
    public string Containers => Path.Combine(Root, "containers");

    /// <summary>Volumes of containers; made when the first one is.</summary>
    public string Volumes => Path.Combine(Root, "volumes");

    /// <summary>Lists of manifests that are being put together; made when the first one is.</summary>
    public string ManifestLists => Path.Combine(Root, "manifest-lists");

    /// <summary>Keys of SSH servers that git repositories were fetched from; made when the first one is met.</summary>
    public string KnownHosts => Path.Combine(Root, "known_hosts");

    /// <summary>One locked file per running process, and the lock of garbage collection.</summary>
    public string Leases => Path.Combine(Root, "leases");

    /// <summary>Everything is born here and renamed out.</summary>
    public string Temp => Path.Combine(Root, "tmp");

    /// <summary>What <c>fsck --repair</c> could not mend; made when it first moves something there.</summary>
    public string Damaged => Path.Combine(Root, "damaged");

    /// <summary>Large blobs whose download was interrupted; made with the first large one.</summary>
    public string Downloads => Path.Combine(Root, "downloads");

    /// <summary>The mount point of a process's own mounts; empty outside its mount namespace.</summary>
    public string Mounts => Path.Combine(Root, "mnt");

    /// <summary>The file of a record that goes by a text from outside. Such texts hold slashes and colons; their hash is a safe name of bounded length.</summary>
    internal static string ForName(string directory, string name) => Path.Combine(directory, Digest.OfBytes(Encoding.UTF8.GetBytes(name)).Hex);

    internal IEnumerable<string> Directories =>
        [Blobs, Layers, Images, Resolutions, Cache, Builds, Contexts, CacheMounts, Containers, Leases, Temp, Mounts];
}
