using Drydock.Oci;

namespace Drydock.Layers.Validation;

/// <summary>Recomputes all that is claimed of a layer.</summary>
public static class LayerValidator
{
    /// <summary>Reads a blob, compressed or not, and reports every mismatch, not the first; empty when all is as claimed.</summary>
    /// <param name="blob">The blob as it is stored or sent.</param>
    /// <param name="digest">Claimed digest of the blob, or null not to check.</param>
    /// <param name="size">Claimed size of the blob, or null not to check.</param>
    /// <param name="diffId">Claimed digest of the uncompressed tar, or null not to check.</param>
    /// <param name="requireCanonical">Whether entries must also be in the order our own writer gives.</param>
    /// <param name="limits">Caps.</param>
    public static IReadOnlyList<string> Validate(Stream blob, Digest? digest, long? size, Digest? diffId, bool requireCanonical = false, LayerLimits? limits = null) => throw new NotImplementedException();
}
