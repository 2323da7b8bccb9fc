namespace Drydock.Oci.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void Parse_OfAHostThatIsNoDomainByTheGrammar_KeepsItAsTheHost()
    {
        var reference = Reference.Parse("my_registry.lan/app:1");
        Assert.Equal(("my_registry.lan", "app", "my_registry.lan/app:1"), (reference.Domain, reference.Path, reference.ToString()));
    }

    private const string Hex = "7cc4b5aefd1d0cadf8d97d4350462ba51c694ebca145b08d7d41b41acc8db5aa";

    [Theory]
    [InlineData("busybox", "docker.io", "library/busybox", null, "busybox")]
    [InlineData("busybox:1.36", "docker.io", "library/busybox", "1.36", "busybox:1.36")]
    [InlineData("moby/buildkit", "docker.io", "moby/buildkit", null, "moby/buildkit")]
    [InlineData("index.docker.io/busybox", "docker.io", "library/busybox", null, "busybox")]
    [InlineData("docker.io/a/b/c", "docker.io", "a/b/c", null, "a/b/c")]
    [InlineData("localhost/x", "localhost", "x", null, "localhost/x")]
    [InlineData("localhost:5000/x:y", "localhost:5000", "x", "y", "localhost:5000/x:y")]
    [InlineData("ghcr.io/A/b", null, null, null, null)]
    [InlineData("LOCAL/x", "LOCAL", "x", null, "LOCAL/x")]
    [InlineData("host:1/x", "host:1", "x", null, "host:1/x")]
    [InlineData("[::1]:5000/x", "[::1]:5000", "x", null, "[::1]:5000/x")]
    [InlineData("a__b/c-.-d", null, null, null, null)]
    [InlineData("a__b/c---d.e", "docker.io", "a__b/c---d.e", null, "a__b/c---d.e")]
    [InlineData("", null, null, null, null)]
    [InlineData("Busybox", null, null, null, null)]
    [InlineData("a/", null, null, null, null)]
    [InlineData("/a", null, null, null, null)]
    [InlineData("a//b", null, null, null, null)]
    [InlineData("a:", null, null, null, null)]
    [InlineData("a:-x", null, null, null, null)]
    [InlineData("a b", null, null, null, null)]
    [InlineData("a@sha256:123", null, null, null, null)]
    [InlineData("host:port/x", null, null, null, null)]
    [InlineData("-host.io/x", null, null, null, null)]
    [InlineData("../../etc/passwd", null, null, null, null)]
    [InlineData(Hex, null, null, null, null)]
    public void TryParse_Text_IsNormalisedOrRefused(string text, string? domain, string? path, string? tag, string? familiar)
    {
        var parsed = Reference.TryParse(text, out var reference, out var error);
        Assert.Equal(domain is not null, parsed);
        Assert.Equal(domain is null, error.Length > 0);
        Assert.Equal((domain, path, tag, familiar), (reference?.Domain, reference?.Path, reference?.Tag, reference?.ToFamiliarString()));
        if (parsed)
        {
            Assert.Equal(reference, Reference.Parse(reference!.ToString()));
            Assert.Equal(reference, Reference.Parse(familiar!));
        }
        else
        {
            Assert.Equal(error, Assert.Throws<FormatException>(() => Reference.Parse(text)).Message);
        }
    }

    [Theory]
    [InlineData("a/B:tag", "must be lower case")]
    [InlineData("a:x@sha512:" + Hex + Hex, "expected sha256:")]
    [InlineData(Hex, "is an image ID")]
    [InlineData("a b", "is not an image reference")]
    public void Parse_Malformed_SaysWhy(string text, string cause) =>
        Assert.Contains(cause, Assert.Throws<FormatException>(() => Reference.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_LongNamesAndTags_AreBounded()
    {
        Assert.True(Reference.TryParse("h.io/" + new string('a', 255) + ":" + new string('t', 128), out _));
        Assert.False(Reference.TryParse("h.io/" + new string('a', 256), out _, out var error));
        Assert.Contains("at most 255", error, StringComparison.Ordinal);
        Assert.False(Reference.TryParse("a:" + new string('t', 129), out _));
    }

    [Fact]
    public void TagAndDigest_AreChangedAndDefaulted()
    {
        var digest = Digest.Parse("sha256:" + Hex);
        var name = Reference.Parse("busybox");
        Assert.True(name.IsNameOnly);
        Assert.Equal("latest", name.TagOrDigest);
        Assert.Equal("docker.io/library/busybox:latest", name.WithDefaultTag().ToString());
        var both = Reference.Parse($"busybox:1@sha256:{Hex}");
        Assert.Equal(digest.ToString(), both.TagOrDigest);
        Assert.Same(both, both.WithDefaultTag());
        Assert.Equal($"docker.io/library/busybox@sha256:{Hex}", both.ToDockerForm().ToString());
        Assert.Equal("docker.io/library/busybox:latest", name.ToDockerForm().ToString());
        Assert.Equal(name, both.WithoutTagAndDigest());
        Assert.Equal(both, name.WithTag("1").WithDigest(digest));
        Assert.Throws<FormatException>(() => name.WithTag("a/b"));
    }

    [Fact]
    public void TryParseImageId_HexOrDigest_IsADigest()
    {
        Assert.True(Reference.TryParseImageId(Hex, out var id));
        Assert.Equal("sha256:" + Hex, id.ToString());
        Assert.True(Reference.TryParseImageId("sha256:" + Hex, out _));
        Assert.False(Reference.TryParseImageId(Hex[..12], out _));
        Assert.False(Reference.TryParseImageId("busybox", out _));
    }

    [Theory]
    [InlineData("busybox", "busybox:1", true)]
    [InlineData("busybox:1", "busybox:1", true)]
    [InlineData("busybox:2", "busybox:1", false)]
    [InlineData("busy*", "busybox:1", true)]
    [InlineData("*:1", "busybox:1", true)]
    [InlineData("*", "a/b:1", false)]
    [InlineData("a/?", "a/b:1", true)]
    [InlineData("docker.io/library/busybox", "busybox", false)]
    [InlineData("[a-c]usybox", "busybox", true)]
    [InlineData("[^a-c]usybox", "busybox", false)]
    [InlineData("bus\\ybox", "busybox", true)]
    [InlineData("*b*x*", "busybox", true)]
    [InlineData("*b*z*", "busybox", false)]
    public void Matches_Pattern_ComparesTheFamiliarForm(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Reference.Parse(text).Matches(pattern));

    [Theory]
    [InlineData("[")]
    [InlineData("[]a]")]
    [InlineData("[a-]")]
    [InlineData("[-a]")]
    [InlineData("a\\")]
    [InlineData("x[a")]
    public void Matches_MalformedPattern_IsAFormatException(string pattern) =>
        Assert.Throws<FormatException>(() => Reference.Parse("a").Matches(pattern));

    [Fact]
    public void ReferenceParts_NothingIsAdded()
    {
        var parts = ReferenceParts.Parse($"test:5000/repo:tag@sha256:{Hex}");
        Assert.Equal(("test:5000", "repo", "tag", "sha256:" + Hex), (parts.Domain, parts.Path, parts.Tag, parts.Digest));
        Assert.Equal("", ReferenceParts.Parse("repo").Domain);
        Assert.Equal("a:x", ReferenceParts.ParseName("a").WithTag("x").ToString());
        Assert.Throws<FormatException>(() => ReferenceParts.ParseName("a:x"));
        Assert.Throws<FormatException>(() => ReferenceParts.ParseName("a").WithDigest("sha256:zz"));
    }
}
