using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests.Syntax;

public sealed class DirectiveParserTests
{
    [Theory]
    [InlineData("# syntax = a/b:1 // remark\nFROM x", "a/b:1", "a/b:1 // remark", 1)]
    [InlineData("#!/bin/sh\n# syntax=a\n", "a", "a", 2)]
    [InlineData("//syntax=a\n", "a", "a", 1)]
    [InlineData("{\"syntax\": \"a\", \"b\": [1]}", "a", "a", 1)]
    [InlineData("\uFEFF# syntax=a", "a", "a", 1)]
    [InlineData("# escape=`\n# syntax=a", "a", "a", 2)]
    public void FindSyntax_InItsForms_IsFound(string text, string word, string value, int line)
    {
        var found = DirectiveParser.FindSyntax(text);
        Assert.Equal(new ParserDirective("syntax", value, line), found);
        Assert.Equal(word, found!.FirstWord);
    }

    [Theory]
    [InlineData("FROM a")]
    [InlineData("# remark\n# syntax=a")]
    [InlineData("#!/bin/sh\n\n# syntax=a")]
    [InlineData("{\"syntax\": 1}")]
    [InlineData("{\"syntax\": \"a\"")]
    [InlineData("{\"a\": \"\uDC80\"}")]
    [InlineData("# syntax=")]
    public void FindSyntax_InOtherText_IsNot(string text) => Assert.Null(DirectiveParser.FindSyntax(text));

    [Fact]
    public void Find_OfCheck_IgnoresOtherComments() => Assert.Null(DirectiveParser.Find("//check=skip=all", "check"));
}
