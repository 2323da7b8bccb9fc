using Drydock.Oci;

namespace Drydock.Layers;

/// <summary>What a written layer is.</summary>
/// <param name="DiffId">Digest of the uncompressed tar.</param>
/// <param name="TarBytes">Size of the uncompressed tar.</param>
/// <param name="FileBytes">Bytes of its regular files; further hard links to one file count nothing.</param>
/// <param name="EntryCount">Number of entries, directories and whiteouts included.</param>
public sealed record LayerSummary(Digest DiffId, long TarBytes, long FileBytes, int EntryCount);
