namespace Drydock.Layers;

/// <summary>What an entry of a layer is.</summary>
/// <remarks>OCI image-spec, layer.md, "File Types". Sockets are not among them.</remarks>
public enum LayerEntryType
{
    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link; its target is bytes that nobody here resolves.</summary>
    SymbolicLink,

    /// <summary>One more name of a file that came earlier in the layer.</summary>
    HardLink,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,
}
