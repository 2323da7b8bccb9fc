using System.Text.Json.Nodes;
using Drydock.Cli.Templates;
using Drydock.Images.Records;

namespace Drydock.Cli.Rendering;

/// <summary>Images as rows of <c>drydock images</c>, with docker's placeholders.</summary>
internal sealed class ImageRows(ImageQuery query, bool withDigests, bool whole, TimeProvider clock)
{
    private const string None = "<none>";

    /// <summary>The columns.</summary>
    public static Listing Listing(bool withDigests) => new(
        withDigests
            ? "{{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
            : "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
        new Dictionary<string, string>
        {
            ["ID"] = "IMAGE ID",
            ["Repository"] = "REPOSITORY",
            ["Tag"] = "TAG",
            ["Digest"] = "DIGEST",
            ["CreatedSince"] = "CREATED",
            ["CreatedAt"] = "CREATED AT",
            ["Size"] = "SIZE",
            ["Containers"] = "CONTAINERS",
            ["VirtualSize"] = "SIZE",
            ["SharedSize"] = "SHARED SIZE",
            ["UniqueSize"] = "UNIQUE SIZE",
        });

    /// <summary>An image ID as listings show it.</summary>
    public static string ShortId(Oci.Digest id, bool whole) => whole ? id.ToString() : id.ShortHex;

    /// <summary>The rows of an image: one for each name, or for each name and digest.</summary>
    public IEnumerable<JsonObject> Of(StoredImage image)
    {
        var tags = query.Shown(image.Names).ToList();
        var digests = query.Shown(image.RepoDigests).ToList();
        if (tags.Count == 0 && digests.Count == 0)
        {
            yield return Row(image, None, None, None);
        }

        foreach (var repository in tags.Concat(digests).Select(r => r.FamiliarName).Distinct())
        {
            var own = tags.Where(t => t.FamiliarName == repository).Select(t => t.Tag!).DefaultIfEmpty(None);
            var known = digests.Where(d => d.FamiliarName == repository).Select(d => d.Digest.ToString()).DefaultIfEmpty(None).ToList();
            foreach (var tag in own)
            {
                foreach (var digest in withDigests ? known : [known[0]])
                {
                    yield return Row(image, repository, tag, digest);
                }
            }
        }
    }

    private JsonObject Row(StoredImage image, string repository, string tag, string digest) => new()
    {
        ["Containers"] = "N/A",
        ["CreatedAt"] = HumanTime.Plain(image.Created),
        ["CreatedSince"] = HumanTime.Ago(image.Created, clock),
        ["Digest"] = digest,
        ["ID"] = ShortId(image.Id, whole),
        ["Repository"] = repository,
        ["SharedSize"] = "N/A",
        ["Size"] = StatusText.ShortBytes(image.SizeBytes),
        ["Tag"] = tag,
        ["UniqueSize"] = "N/A",
        ["VirtualSize"] = StatusText.Bytes(image.SizeBytes),
    };
}
