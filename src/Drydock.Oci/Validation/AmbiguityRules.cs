using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>Rules against documents that can be read in two ways.</summary>
internal static class AmbiguityRules
{
    public static void Check(OciNode root, OciDocumentKind kind, string? contentType)
    {
        if (!root.IsObject())
        {
            return;
        }

        CheckNames(root);
        if (kind is OciDocumentKind.Manifest or OciDocumentKind.Index)
        {
            CheckMembers(root, kind);
        }

        CheckMediaType(root, kind, contentType);
    }

    /// <summary>Of members with the same name some programs take the first, some the last; some ignore case.</summary>
    private static void CheckNames(OciNode node)
    {
        if (node.Kind == JsonValueKind.Array)
        {
            foreach (var item in node.Items())
            {
                CheckNames(item);
            }
        }
        else if (node.Kind == JsonValueKind.Object)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (name, value) in node.Members())
            {
                if (!names.Add(name))
                {
                    value.Report("the name occurs more than once in its object");
                }

                CheckNames(value);
            }
        }
    }

    private static void CheckMembers(OciNode root, OciDocumentKind kind)
    {
        string[] ours = kind == OciDocumentKind.Manifest ? ["config", "layers"] : ["manifests"];
        string[] others = kind == OciDocumentKind.Manifest ? ["manifests", "fsLayers"] : ["config", "layers", "fsLayers"];
        var what = kind == OciDocumentKind.Manifest ? "an image manifest" : "an image index";
        foreach (var (name, value) in root.Members())
        {
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                value.Report($"{what} must not have \"{name}\": the document could be taken for something else");
            }
            else if (ours.Append("mediaType").FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known && known != name)
            {
                value.Report($"\"{name}\" differs from \"{known}\" in case only: programs that ignore case would take it for that");
            }
        }
    }

    private static void CheckMediaType(OciNode root, OciDocumentKind kind, string? contentType)
    {
        if (kind is not (OciDocumentKind.Manifest or OciDocumentKind.Index))
        {
            return;
        }

        // A Content-Type header may carry parameters; the media type is what precedes them.
        contentType = contentType?.Split(';')[0].Trim();
        if (contentType is { Length: > 0 } && OciValidator.KindOf(contentType) is { } said && said != kind)
        {
            root.Report($"it came as {contentType}, which is not {(kind == OciDocumentKind.Manifest ? "an image manifest" : "an image index")}");
        }

        if (root.Find("mediaType") is not { Kind: JsonValueKind.String } node)
        {
            return;
        }

        var mediaType = node.Element.GetString()!;
        if (mediaType.Length > 0 && OciValidator.KindOf(mediaType) != kind)
        {
            node.Report($"{mediaType} is not the type of {(kind == OciDocumentKind.Manifest ? "an image manifest" : "an image index")}");
        }
        else if (contentType is { Length: > 0 } && OciValidator.KindOf(contentType) is not null && mediaType.Length > 0 && contentType != mediaType)
        {
            node.Report($"the document says {mediaType}, but it came as {contentType}");
        }
    }
}
