using System.Text.Json.Nodes;
using Drydock.Build.Graph;
using Drydock.Images.Packing;
using Drydock.Oci;
using Drydock.Registry.Downloads;

namespace Drydock.Build.Attesting;

/// <summary>What a build took from outside, with its digest where that is known before it is fetched.</summary>
internal static class ResolvedDependencies
{
    public static IEnumerable<JsonNode> Of(IEnumerable<BuildStep> steps) =>
        steps.Select(Of).OfType<(string Uri, Digest? Digest)>().DistinctBy(d => d.Uri).OrderBy(d => d.Uri, StringComparer.Ordinal).Select(Node);

    private static (string Uri, Digest? Digest)? Of(BuildStep step) => step switch
    {
        BaseStep { Image: { } image, Reference: var name } when Reference.TryParse(name, out var reference) =>
            (PackageUrl.Of(reference.WithDefaultTag(), image.Config.Platform), image.Digest),
        HttpStep http => (FileDownloader.Redact(http.Url), http.Checksum.IsEmpty ? null : http.Checksum),
        GitStep git => ((git.Reference with { Remote = git.Reference.RedactedRemote }).ToFragmentForm(withSubdirectory: true), null),
        _ => null,
    };

    private static JsonNode Node((string Uri, Digest? Digest) dependency)
    {
        var node = new JsonObject { ["uri"] = dependency.Uri };
        if (dependency.Digest is { } digest)
        {
            node["digest"] = new JsonObject { [digest.Algorithm] = digest.Hex };
        }

        return node;
    }
}
