using Drydock.Oci;

namespace Drydock.Images.Packing;

/// <summary>What a name stands for as it leaves the store: an image, or the index of several.</summary>
/// <param name="Names">Full names, perhaps none.</param>
public abstract record PackedTarget(IReadOnlyList<Reference> Names)
{
    /// <summary>The descriptor of the manifest, or of the index.</summary>
    public abstract Descriptor Descriptor { get; }

    /// <summary>The descriptor as a list of images has it.</summary>
    public abstract Descriptor Listed { get; }

    /// <summary>The creation time as in the config, or null.</summary>
    public abstract string? CreatedText { get; }

    /// <summary>The image for those who can have one only.</summary>
    public abstract PackedImage Main { get; }

    /// <summary>The images.</summary>
    public abstract IReadOnlyList<PackedImage> Images { get; }

    /// <summary>All that is to be stored beside the layers: indexes, manifests, configs.</summary>
    public abstract IEnumerable<(Descriptor Descriptor, byte[] Bytes)> Documents { get; }
}
