using Drydock.Oci;

namespace Drydock.Images.Indexes;

/// <summary>A manifest for an index, and where it is now.</summary>
/// <param name="Source">The repository; its tag and digest do not count.</param>
/// <param name="Descriptor">What the index says of it: with its platform, where it has one.</param>
public sealed record IndexEntry(Reference Source, Descriptor Descriptor);
