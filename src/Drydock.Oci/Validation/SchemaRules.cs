using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>The rules of the image-spec's JSON schemas.</summary>
internal static class SchemaRules
{
    public static void Check(OciNode root, OciDocumentKind kind)
    {
        switch (kind)
        {
            case OciDocumentKind.Descriptor:
                DescriptorRules.Check(root);
                break;
            case OciDocumentKind.Manifest:
                CheckManifest(root);
                break;
            case OciDocumentKind.Index:
                CheckIndex(root);
                break;
            case OciDocumentKind.Config:
                ConfigRules.Check(root);
                break;
            case OciDocumentKind.Layout:
                CheckLayout(root);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private static void CheckManifest(OciNode root)
    {
        CheckCommon(root);
        if (root.Require("config") is { } config)
        {
            DescriptorRules.Check(config);
        }

        if (root.Require("layers") is { } layers && layers.IsArray())
        {
            if (layers.Element.GetArrayLength() == 0)
            {
                layers.Advise("should have at least one layer: some programs refuse an image without any");
            }

            foreach (var layer in layers.Items())
            {
                DescriptorRules.Check(layer);
            }
        }
    }

    private static void CheckIndex(OciNode root)
    {
        CheckCommon(root);
        if (root.Require("manifests") is { } manifests && manifests.IsArray())
        {
            foreach (var manifest in manifests.Items())
            {
                DescriptorRules.Check(manifest);
            }
        }
    }

    private static void CheckCommon(OciNode root)
    {
        if (root.Require("schemaVersion") is { } version
            && !(version.Kind == JsonValueKind.Number && version.Element.TryGetInt32(out var number) && number == 2))
        {
            version.Report("must be the number 2");
        }

        DescriptorRules.CheckMediaType(root.Find("mediaType"));
        DescriptorRules.CheckMediaType(root.Find("artifactType"));
        if (root.Find("subject") is { } subject)
        {
            DescriptorRules.Check(subject);
        }

        root.Find("annotations")?.IsStringMap();
    }

    private static void CheckLayout(OciNode root)
    {
        if (root.Require("imageLayoutVersion") is { } version && version.IsString() && version.Element.GetString() != OciLayout.Version)
        {
            version.Report($"must be {OciLayout.Version}");
        }
    }
}
