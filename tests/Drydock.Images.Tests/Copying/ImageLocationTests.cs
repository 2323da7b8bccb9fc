using Drydock.Images.Copying;

namespace Drydock.Images.Tests.Copying;

public sealed class ImageLocationTests
{
    [Theory]
    [InlineData("busybox", LocationKind.Registry, "", "docker.io/library/busybox:latest", null)]
    [InlineData("docker://a.io/b:1", LocationKind.Registry, "", "a.io/b:1", null)]
    [InlineData("store:app", LocationKind.Store, "", "docker.io/library/app:latest", null)]
    [InlineData("oci:dir", LocationKind.OciDirectory, "dir", null, null)]
    [InlineData("oci:/a:b/dir:v1", LocationKind.OciDirectory, "/a:b/dir", null, "v1")]
    [InlineData("oci-archive:x.tar:v1", LocationKind.OciArchive, "x.tar", null, "v1")]
    [InlineData("docker-archive:x.tar:a.io:80/b:1", LocationKind.DockerArchive, "x.tar", "a.io:80/b:1", null)]
    [InlineData("docker-archive:x.tar", LocationKind.DockerArchive, "x.tar", null, null)]
    public void Parse_OfEachKind_SaysWhere(string text, LocationKind kind, string path, string? name, string? tag)
    {
        var location = ImageLocation.Parse(text);
        Assert.Equal((kind, path, name, tag), (location.Kind, location.Path, location.Name?.ToString(), location.Tag));
    }

    [Theory]
    [InlineData("dir:/x")]
    [InlineData("containers-storage:x")]
    [InlineData("oci:")]
    [InlineData("oci-archive::v1")]
    [InlineData("docker://")]
    [InlineData("store:x/UPPER")]
    public void Parse_WhatIsNone_IsRefused(string text) => Assert.Throws<ImageException>(() => ImageLocation.Parse(text));
}
