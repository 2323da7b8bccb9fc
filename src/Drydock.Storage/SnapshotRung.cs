namespace Drydock.Storage;

/// <summary>How layer trees become a root file system, best first.</summary>
public enum SnapshotRung
{
    /// <summary>Indexes over layer tars, mounted in place and stacked by overlayfs.</summary>
    Erofs,

    /// <summary>Unpacked directories, stacked by overlayfs.</summary>
    Directories,

    /// <summary>Copies of all files, for want of overlayfs.</summary>
    Copies,
}
