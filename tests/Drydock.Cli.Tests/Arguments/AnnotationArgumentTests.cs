using Drydock.Cli.Arguments;
using Drydock.Images.Packing;

namespace Drydock.Cli.Tests.Arguments;

public sealed class AnnotationArgumentTests
{
    [Theory]
    [InlineData("a=b", AnnotationPlace.Manifest, null, "a", "b")]
    [InlineData("A.b=c=d", AnnotationPlace.Manifest, null, "A.b", "c=d")]
    [InlineData("index:a=", AnnotationPlace.Index, null, "a", "")]
    [InlineData("manifest[linux/arm64]:a=b", AnnotationPlace.Manifest, "linux/arm64", "a", "b")]
    [InlineData("index-descriptor:a:b=c", AnnotationPlace.IndexDescriptor, null, "a:b", "c")]
    public void Parse_AFlag_GivesPlaceKeyAndValue(string text, AnnotationPlace place, string? platform, string key, string value)
    {
        var annotation = Assert.Single(AnnotationArgument.Parse(text));
        Assert.Equal((place, platform, key, value), (annotation.Place, annotation.Platform?.ToString(), annotation.Key, annotation.Value));
    }

    [Fact]
    public void Parse_SeveralKinds_GivesOneForEach() =>
        Assert.Equal([AnnotationPlace.Index, AnnotationPlace.Manifest], AnnotationArgument.Parse("index,manifest:a=b").Select(a => a.Place));

    [Theory]
    [InlineData("a")]
    [InlineData("=b")]
    [InlineData("index:=b")]
    [InlineData("manifests:a=b")]
    [InlineData("manifest[nowhere/]:a=b")]
    public void Parse_Malformed_IsRefused(string text) => Assert.Throws<UsageException>(() => AnnotationArgument.Parse(text));

    [Theory]
    [InlineData("annotation.a.B", AnnotationPlace.Manifest, "a.B")]
    [InlineData("annotation-index.a", AnnotationPlace.Index, "a")]
    [InlineData("annotation-manifest-descriptor.a", AnnotationPlace.ManifestDescriptor, "a")]
    public void TryParseKey_OfAnOutput_GivesPlaceAndKey(string text, AnnotationPlace place, string key)
    {
        var annotation = Assert.Single(AnnotationArgument.TryParseKey(text)!("v"));
        Assert.Equal((place, key, "v"), (annotation.Place, annotation.Key, annotation.Value));
    }

    [Fact]
    public void TryParseKey_OfAnotherKey_IsNothing() => Assert.Null(AnnotationArgument.TryParseKey("dest"));
}
