using Drydock.Oci;

namespace Drydock.Layers.Compression;

/// <summary>What came out of a compressor.</summary>
/// <param name="Digest">sha256 of the compressed bytes.</param>
/// <param name="Size">Number of the compressed bytes.</param>
public sealed record CompressedBlob(Digest Digest, long Size);
