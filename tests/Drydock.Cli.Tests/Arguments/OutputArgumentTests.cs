using Drydock.Build.Exporting;
using Drydock.Cli.Arguments;

namespace Drydock.Cli.Tests.Arguments;

public sealed class OutputArgumentTests
{
    [Theory]
    [InlineData("type=image", true, false, true)]
    [InlineData("type=image,push=true", true, true, true)]
    [InlineData("type=image,push=true,store=false", false, true, false)]
    [InlineData("type=registry", false, true, false)]
    [InlineData("type=registry,store=true", true, true, true)]
    public void Parse_AnImage_SaysWhereItGoesAndWhetherLayersAreNeeded(string text, bool store, bool push, bool needsLayers)
    {
        var spec = OutputArgument.Parse(text);
        Assert.Equal((OutputKind.Image, store, push, needsLayers), (spec.Kind, spec.Store, spec.Push, spec.NeedsLayers));
    }

    [Fact]
    public void Parse_QuotedNames_GivesAll() => Assert.Equal(["a", "b"], OutputArgument.Parse("type=registry,\"name=a,b\"").Names);

    [Theory]
    [InlineData("type=oci,push=true")]
    [InlineData("type=image,push-by-digest=true")]
    [InlineData("type=registry,registry.insecure=true")]
    [InlineData("type=image,annotation=x")]
    public void Parse_WhatDoesNotFit_IsRefused(string text) => Assert.Throws<UsageException>(() => OutputArgument.Parse(text));
}
