using System.Text;
using Drydock.Oci.Validation;

namespace Drydock.Oci.Tests.Validation;

public sealed class OciValidatorTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Blob = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"sha256:{{Hex}}"}""";

    [Fact]
    public void Validate_Everything_ReportsAllProblemsWithPlaces()
    {
        var problems = Validate(
            """{"schemaVersion":1,"mediaType":"bad","config":{"size":-1,"digest":"sha256:x","urls":["u"],"annotations":{"a/b":1}},"layers":{},"subject":[]}""",
            OciDocumentKind.Manifest);
        Assert.Equal(
            ["/mediaType", "/schemaVersion", "/mediaType", "/subject", "/config", "/config/size", "/config/digest", "/config/urls/0", "/config/annotations/a~1b", "/layers"],
            problems.Select(p => p.Location));
        Assert.Equal("/config: \"mediaType\" is missing", problems[4].ToString());
        Assert.Equal("/layers: must be an array, is an object", problems[^1].ToString());
    }

    [Fact]
    public void Validate_NoLayer_IsAdviceOnly()
    {
        var problem = Assert.Single(Validate($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[]}""", OciDocumentKind.Manifest));
        Assert.True(problem.IsAdvice);
    }

    [Theory]
    [InlineData($$"""{"config":{{Blob}},"layers":[],"manifests":[]}""", OciDocumentKind.Manifest, "/manifests")]
    [InlineData($$"""{"config":{{Blob}},"layers":[],"fsLayers":[]}""", OciDocumentKind.Manifest, "/fsLayers")]
    [InlineData("""{"manifests":[],"layers":[]}""", OciDocumentKind.Index, "/layers")]
    [InlineData("""{"manifests":[],"config":{}}""", OciDocumentKind.Index, "/config")]
    [InlineData("""{"manifests":[],"Layers":[]}""", OciDocumentKind.Index, "/Layers")]
    [InlineData("""{"manifests":[],"Manifests":[]}""", OciDocumentKind.Index, "/Manifests")]
    [InlineData("""{"manifests":[],"manifests":[]}""", OciDocumentKind.Index, "/manifests")]
    [InlineData("""{"manifests":[{"digest":"a","digest":"b"}]}""", OciDocumentKind.Index, "/manifests/0/digest")]
    [InlineData("""{"manifests":[],"mediaType":"application/vnd.oci.image.manifest.v1+json"}""", OciDocumentKind.Index, "/mediaType")]
    public void FindAmbiguities_TwoReadings_AreReported(string json, OciDocumentKind kind, string location) =>
        Assert.Equal(location, Assert.Single(OciValidator.FindAmbiguities(Encoding.UTF8.GetBytes(json), kind)).Location);

    [Theory]
    [InlineData(null, MediaTypes.OciManifest, true)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciManifest, true)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciManifest + "; charset=utf-8", true)]
    [InlineData(MediaTypes.OciManifest, "application/octet-stream", true)]
    [InlineData(MediaTypes.OciManifest, null, true)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.DockerManifest, false)]
    [InlineData(MediaTypes.OciIndex, MediaTypes.OciManifest, false)]
    [InlineData(null, MediaTypes.OciIndex, false)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.DockerManifestList, false)]
    public void ReadManifest_MediaTypeAndContentType_MustAgree(string? mediaType, string? contentType, bool accepted)
    {
        var ownType = mediaType is null ? "" : $"\"mediaType\":\"{mediaType}\",";
        var json = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,{{ownType}}"config":{{Blob}},"layers":[{{Blob}}]}""");
        if (accepted)
        {
            Assert.Single(OciDocuments.ReadManifest(json, contentType).Layers);
        }
        else
        {
            Assert.StartsWith("the image manifest is refused: ", Assert.Throws<FormatException>(() => OciDocuments.ReadManifest(json, contentType)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[null]}""")]
    [InlineData($$"""{"schemaVersion":1,"config":{{Blob}},"layers":[]}""")]
    [InlineData($$"""{"schemaVersion":2,"config":{"mediaType":"a/b","size":-1,"digest":"sha256:{{Hex}}" },"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"layers":[]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void ReadManifest_Malformed_IsAFormatException(string json) =>
        Assert.Throws<FormatException>(() => OciDocuments.ReadManifest(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void ReadIndex_And_ReadConfig_AcceptWhatOthersWrite()
    {
        var index = OciDocuments.ReadIndex(Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{Blob}}],"unknown":{"x":1} }"""), MediaTypes.DockerManifestList);
        Assert.Single(index.Manifests);
        var config = OciDocuments.ReadConfig(Encoding.UTF8.GetBytes("""{"architecture":"amd64","os":"linux","container_config":{"Image":"x"},"config":null,"rootfs":{"type":"layers","diff_ids":[]}}"""));
        Assert.Equal("linux/amd64", config.Platform.ToString());
        Assert.Throws<FormatException>(() => OciDocuments.ReadConfig("{\"os\":\"a\",\"os\":\"b\"}"u8.ToArray()));
    }

    [Theory]
    [InlineData("\"data\":\"AA==\",\"size\":2", "has 1 bytes, but size says 2")]
    [InlineData("\"data\":\"AA==\",\"size\":1", "does not have the digest")]
    [InlineData("\"data\":\"A\",\"size\":1", "is not base64")]
    [InlineData("\"size\":1.5", "must be a number of bytes")]
    [InlineData("\"size\":99999999999999999999", "must be a number of bytes")]
    public void Validate_Descriptor_ChecksWhatItCan(string members, string cause)
    {
        var problems = Validate($$"""{"mediaType":"a/b","digest":"sha256:{{Hex}}",{{members}} }""", OciDocumentKind.Descriptor);
        Assert.Contains(cause, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"imageLayoutVersion":"1.0.0"}""", true)]
    [InlineData("""{"imageLayoutVersion":"2.0.0"}""", false)]
    [InlineData("{}", false)]
    [InlineData("7", false)]
    [InlineData("{", false)]
    public void Validate_Layout_KnowsOneVersion(string json, bool valid) =>
        Assert.Equal(valid, Validate(json, OciDocumentKind.Layout).Count == 0);

    [Fact]
    public void Validate_OwnDocuments_AreValid()
    {
        var config = new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFs { DiffIds = [] }, Created = OciTime.Format(DateTimeOffset.UnixEpoch) };
        Assert.Empty(OciValidator.Validate(OciJson.Serialize(config), OciDocumentKind.Config));
        Assert.Empty(OciValidator.Validate(OciJson.Serialize(new OciLayout()), OciDocumentKind.Layout));
        Assert.Empty(OciValidator.Validate(OciJson.Serialize(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [] }), OciDocumentKind.Index, MediaTypes.OciIndex));
    }

    [Fact]
    public void Validate_TooLarge_IsRefused() =>
        Assert.Contains("at most", Assert.Single(OciValidator.Validate(new byte[OciJson.MaxDocumentBytes + 1], OciDocumentKind.Config)).Message, StringComparison.Ordinal);

    private static IReadOnlyList<OciProblem> Validate(string json, OciDocumentKind kind) =>
        OciValidator.Validate(Encoding.UTF8.GetBytes(json), kind);
}
