using System.Text;

namespace Drydock.Oci.Tests;

public sealed class OciJsonTests
{
    private static readonly Digest s_digest = Digest.OfBytes([]);

    [Fact]
    public void Serialize_ImageConfig_WritesKeysAsGoDoes()
    {
        var config = new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            Created = "2020-01-01T00:00:00Z",
            Config = new ContainerConfig
            {
                Env = ["PATH=/bin", "A=<&>é+"],
                ExposedPorts = ["80/tcp", "443/tcp"],
                Labels = new StringMap { ["b"] = "2", ["a"] = "1" },
            },
            History = [new HistoryEntry { CreatedBy = "RUN x", EmptyLayer = true }],
            RootFs = new RootFs { DiffIds = [s_digest] },
        };
        Assert.Equal(
            """{"architecture":"amd64","config":{"ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Env":["PATH=/bin","A=<&>é+"],"Labels":{"a":"1","b":"2"}}, """.TrimEnd()
            + """ "created":"2020-01-01T00:00:00Z","history":[{"created_by":"RUN x","empty_layer":true}],"os":"linux", """.Trim()
            + """ "rootfs":{"type":"layers","diff_ids":["DIGEST"]}}""".Trim().Replace("DIGEST", s_digest.ToString(), StringComparison.Ordinal),
            Text(config));
    }

    [Fact]
    public void Serialize_Manifest_LeavesOutWhatIsNotSet()
    {
        var descriptor = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = s_digest, Size = 0, Data = [1, 2] };
        Assert.Equal(
            $$"""{"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{s_digest}}","size":0,"data":"AQI="},"layers":[]}""",
            Text(new Manifest { Config = descriptor, Layers = [] }));
    }

    [Fact]
    public void Serialize_EqualMapsInOtherOrder_GiveEqualBytes()
    {
        var one = new StringMap { ["z"] = "1", ["B"] = "2", ["a"] = "3" };
        var other = new StringMap([new("a", "x"), new("B", "2"), new("z", "1"), new("a", "3")]);
        Assert.Equal(Annotated(one), Annotated(other));
        Assert.Contains("""{"B":"2","a":"3","z":"1"}""", Annotated(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_WhatSerializeWrote_IsTheSame()
    {
        var index = new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = [new Descriptor { MediaType = MediaTypes.OciManifest, Digest = s_digest, Size = 7, Platform = Platform.Parse("linux/arm/v7") }],
            Annotations = new StringMap { ["k"] = "v" },
        };
        var read = OciJson.Deserialize<ImageIndex>(OciJson.Serialize(index));
        Assert.Equal(Text(index), Text(read));
        Assert.Equal(index.Manifests[0].Platform, read.Manifests[0].Platform);
    }

    [Fact]
    public void Deserialize_NullsThatOtherToolsWrite_AreEmpty()
    {
        var config = Read<ImageConfig>("""{"architecture":"a","os":"o","config":null,"rootfs":{"type":"layers","diff_ids":null},"history":null}""");
        Assert.Null(config.Config.Env);
        Assert.Null(config.RootFs.DiffIds);
        var manifest = Read<Manifest>($$"""{"config":{"mediaType":"x","digest":"{{s_digest}}","size":1},"layers":null}""");
        Assert.Empty(manifest.Layers);
        Assert.Empty(Read<ImageIndex>("""{"manifests":null}""").Manifests);
        Assert.Null(Read<ImageConfig>("""{"architecture":"a","os":"o","config":{"Labels":null,"Volumes":null},"rootfs":{"diff_ids":[]}}""").Config.Labels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"architecture":1,"os":"o","rootfs":{"diff_ids":[]}}""")]
    [InlineData("""{"architecture":null,"os":"o","rootfs":{"diff_ids":[]}}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":null}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":{"diff_ids":["sha256:xyz"]}}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":{"diff_ids":[7]}}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":{"diff_ids":[]},"config":{"Labels":["a"]}}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":{"diff_ids":[]},"config":{"Labels":{"a":1}}}""")]
    [InlineData("""{"architecture":"a","os":"o","rootfs":{"diff_ids":[]},"config":{"Volumes":["/v"]}}""")]
    public void Deserialize_Malformed_IsAFormatException(string json)
    {
        var error = Assert.Throws<FormatException>(() => Read<ImageConfig>(json));
        Assert.StartsWith("the document is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deserialize_TooLargeOrTooDeep_IsRefused()
    {
        Assert.Contains("at most", Assert.Throws<FormatException>(() => OciJson.Deserialize<Manifest>(new byte[OciJson.MaxDocumentBytes + 1])).Message, StringComparison.Ordinal);
        var deep = "{\"x\":" + new string('[', 100) + new string(']', 100) + "}";
        Assert.Throws<FormatException>(() => Read<ImageConfig>(deep));
    }

    [Fact]
    public void DockerArchive_Documents_HaveTheirShape()
    {
        DockerArchiveImage[] images = [new() { Config = "abc.json", RepoTags = ["a:1"], Layers = ["x/layer.tar"] }, new() { Config = "d.json", Layers = [] }];
        Assert.Equal("""[{"Config":"abc.json","RepoTags":["a:1"],"Layers":["x/layer.tar"]},{"Config":"d.json","RepoTags":null,"Layers":[]}]""", Text(images));
        Assert.Equal("x/layer.tar", Read<DockerArchiveImage[]>(Text(images))[0].Layers[0]);

        var repositories = new DockerArchiveRepositories { ["b"] = new StringMap { ["2"] = "y", ["1"] = "x" }, ["a"] = [] };
        Assert.Equal("""{"a":{},"b":{"1":"x","2":"y"}}""", Text(repositories));
        Assert.Equal("y", Read<DockerArchiveRepositories>(Text(repositories))["b"]["2"]);
    }

    [Fact]
    public void OciLayout_MarkerAndPaths_AreThoseOfTheSpecification()
    {
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", Text(new OciLayout()));
        Assert.Equal($"blobs/sha256/{s_digest.Hex}", OciLayout.BlobPath(s_digest));
    }

    private static string Text<T>(T document)
        where T : class => Encoding.UTF8.GetString(OciJson.Serialize(document));

    private static T Read<T>(string json)
        where T : class => OciJson.Deserialize<T>(Encoding.UTF8.GetBytes(json));

    private static string Annotated(StringMap map) => Text(new ImageIndex { Manifests = [], Annotations = map });
}
