using System.Text;
using System.Text.Json;
using Drydock.Oci;
using Drydock.Oci.Validation;

namespace Drydock.Conformance.Suites;

/// <summary>OCI documents that validation must accept or reject.</summary>
internal sealed class OciSchemaSuite() : Suite("oci_schema")
{
    protected override CaseResult Judge(Case testCase)
    {
        var text = testCase.Text("json")!;
        OciDocumentKind? kind = testCase.Text("kind") switch
        {
            "descriptor" => OciDocumentKind.Descriptor,
            "manifest" => OciDocumentKind.Manifest,
            "imageindex" => OciDocumentKind.Index,
            "imagelayout" => OciDocumentKind.Layout,
            "config" => OciDocumentKind.Config,
            "backwards_compatibility" => KindOf(text),
            _ => null,
        };
        if (kind is null)
        {
            return testCase.Failed($"unknown kind {testCase.Text("kind")}");
        }

        var json = Encoding.UTF8.GetBytes(text);
        var problems = OciValidator.Validate(json, kind.Value);
        Expect.Equal($"rejected ({string.Join("; ", problems)})", testCase.Flag("must_fail"), problems.Count > 0);
        if (kind == OciDocumentKind.Config && problems.Count == 0)
        {
            _ = OciDocuments.ReadConfig(json);
        }

        return testCase.Passed();
    }

    private static OciDocumentKind KindOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("manifests", out _) ? OciDocumentKind.Index
            : document.RootElement.TryGetProperty("layers", out _) ? OciDocumentKind.Manifest
            : OciDocumentKind.Config;
    }
}
