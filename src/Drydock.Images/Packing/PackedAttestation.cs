using System.Text.Encodings.Web;
using System.Text.Json;
using Drydock.Oci;

namespace Drydock.Images.Packing;

/// <summary>A statement about an image: who made it of what, or what is in it.</summary>
/// <param name="PredicateType">The kind of the statement, a URI.</param>
/// <param name="Predicate">The statement, JSON.</param>
public sealed record Attestation(string PredicateType, byte[] Predicate);

/// <summary>The statements about one image of an index, as they leave the store.</summary>
/// <remarks>BuildKit's docs/attestations/attestation-storage.md; in-toto attestation framework, statement v0.1; OCI image-spec 1.1, "Guidelines for Artifact Usage".</remarks>
/// <param name="Listed">The descriptor for the index.</param>
/// <param name="Documents">The manifest and all it refers to.</param>
public sealed record PackedAttestation(Descriptor Listed, IReadOnlyList<(Descriptor Descriptor, byte[] Bytes)> Documents)
{
    private const string StatementType = "https://in-toto.io/Statement/v0.1";
    private const string LayerType = "application/vnd.in-toto+json";
    private const string ArtifactType = "application/vnd.docker.attestation.manifest.v1+json";
    private const string PredicateTypeAnnotation = "in-toto.io/predicate-type";
    private const string ReferenceTypeAnnotation = "vnd.docker.reference.type";
    private const string ReferenceDigestAnnotation = "vnd.docker.reference.digest";
    private const string Unknown = "unknown";

    /// <summary>Packs statements about an image.</summary>
    /// <param name="image">The manifest of the image.</param>
    /// <param name="platform">Its platform.</param>
    /// <param name="names">The names it gets, perhaps none.</param>
    /// <param name="attestations">The statements.</param>
    public static PackedAttestation Create(Descriptor image, Platform platform, IReadOnlyList<Reference> names, IReadOnlyList<Attestation> attestations)
    {
        image = new Descriptor { MediaType = image.MediaType, Digest = image.Digest, Size = image.Size };
        var subjects = names.Select(n => PackageUrl.Of(n, platform)).DefaultIfEmpty("_").Select(name => (name, image.Digest)).ToList();
        var empty = "{}"u8.ToArray();
        var config = Descriptor.Of(MediaTypes.OciEmpty, empty) with { Data = empty };
        var layers = attestations.Select(a => (Attestation: a, Bytes: Statement(a, subjects))).ToList();
        var manifest = OciJson.Serialize(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            ArtifactType = ArtifactType,
            Config = config,
            Layers = [.. layers.Select(l => Descriptor.Of(LayerType, l.Bytes) with { Annotations = new StringMap { [PredicateTypeAnnotation] = l.Attestation.PredicateType } })],
            Subject = image,
        });
        var listed = Descriptor.Of(MediaTypes.OciManifest, manifest) with
        {
            Annotations = new StringMap
            {
                [ReferenceDigestAnnotation] = image.Digest.ToString(),
                [ReferenceTypeAnnotation] = "attestation-manifest",
            },
            Platform = new Platform { Architecture = Unknown, Os = Unknown },
        };
        return new PackedAttestation(listed, [(listed, manifest), (config, empty), .. layers.Select(l => (Descriptor.Of(LayerType, l.Bytes), l.Bytes))]);
    }

    /// <summary>A whole statement.</summary>
    /// <param name="attestation">What is stated.</param>
    /// <param name="subjects">What it is about: names, and digests.</param>
    public static byte[] Statement(Attestation attestation, IEnumerable<(string Name, Digest Digest)> subjects)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("_type", StatementType);
            writer.WriteString("predicateType", attestation.PredicateType);
            writer.WriteStartArray("subject");
            foreach (var (name, digest) in subjects)
            {
                writer.WriteStartObject();
                writer.WriteString("name", name);
                writer.WriteStartObject("digest");
                writer.WriteString(digest.Algorithm, digest.Hex);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WritePropertyName("predicate");
            writer.WriteRawValue(attestation.Predicate);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
