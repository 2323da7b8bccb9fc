using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Images.Records;

/// <summary>The statements that the store keeps of images.</summary>
public static class ImageStatements
{
    /// <summary>The statements about one image of a record, none for most.</summary>
    /// <param name="store">The store.</param>
    /// <param name="record">The record.</param>
    /// <param name="platform">Which of its images.</param>
    public static IReadOnlyList<Attestation> Of(Store store, ImageRecord record, Platform platform) =>
    [
        .. (record.Attestations ?? []).Where(a => record.Platforms is null || a.Platform == platform)
            .Select(a => new Attestation(a.PredicateType, store.Blobs.ReadDocument(a.Predicate))),
    ];
}
