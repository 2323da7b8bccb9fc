using Drydock.Build.Graph;
using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build.Exporting;

/// <summary>The image of a target for one platform.</summary>
/// <param name="Platform">The platform that was asked for.</param>
/// <param name="Image">The image.</param>
/// <param name="Snapshot">Its root file system.</param>
public sealed record BuiltImage(Platform Platform, AssembledImage Image, Snapshot Snapshot)
{
    /// <summary>Statements about it.</summary>
    public IReadOnlyList<Attestation> Attestations { get; init; } = [];
}

/// <summary>What a target gave: an image, or an index of images for several platforms.</summary>
/// <param name="Images">The images in the order the platforms were given in.</param>
/// <param name="Record">What the store keeps of it under a name.</param>
public sealed record BuiltTarget(IReadOnlyList<BuiltImage> Images, ImageRecord Record)
{
    /// <summary>Whether it is an index.</summary>
    public bool IsIndex => Record.Platforms is not null;

    /// <summary>Whether there are statements about its images.</summary>
    public bool IsAttested => Images.Any(i => i.Attestations.Count > 0);

    /// <summary>The image ID, or that of the index.</summary>
    public Digest Id => Record.ShownId;

    /// <summary>Whether the store has all layers, so that the size is known.</summary>
    public bool IsWhole => Images.All(i => i.Image.IsWhole);

    /// <summary>Bytes of regular files over all layers, as docker counts; what platforms share counts once.</summary>
    public long SizeBytes => Record.SizeBytes;

    /// <summary>The image for those who can have one only.</summary>
    public BuiltImage Main => Images.First(i => i.Image.Id == Record.Id);
}
