using System.Text.Json;
using Drydock.Cli.Templates;

namespace Drydock.Cli.Tests.Templates;

public sealed class FormatOptionTests
{
    private static readonly Listing s_listing = new(
        "{{.Repository}}\t{{.Tag}}\t{{.Size}}",
        new Dictionary<string, string> { ["Repository"] = "REPOSITORY", ["Tag"] = "TAG", ["Size"] = "SIZE" });

    private readonly JsonElement[] _rows =
    [
        JsonDocument.Parse("""{"Repository":"busybox","Tag":"latest","Size":"4.2MB"}""").RootElement,
        JsonDocument.Parse("""{"Repository":"ghcr.io/a/long-name","Tag":"1","Size":"1GB"}""").RootElement,
    ];

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("table")]
    public void Format_NoTemplate_IsTheDefaultTable(string? option) => Assert.Equal(
        """
        REPOSITORY            TAG       SIZE
        busybox               latest    4.2MB
        ghcr.io/a/long-name   1         1GB

        """, Format(option));

    [Theory]
    [InlineData("table {{.Tag}}\t{{.Size}}")]
    [InlineData("table {{.Tag}}\\t{{.Size}}")]
    [InlineData("table {{upper .Tag | lower}}\\t{{.Size}}")]
    public void Format_TableTemplate_HasHeadingAndColumns(string option) => Assert.Equal(
        """
        TAG       SIZE
        latest    4.2MB
        1         1GB

        """, Format(option));

    [Fact]
    public void Format_TableWithControlCharacters_SteersNoTerminal()
    {
        var row = JsonDocument.Parse("""{"Repository":"a\u001b]0;title\u0007b","Tag":"1","Size":"1B"}""").RootElement;
        var table = FormatOption.Parse(null).Format([row], s_listing);
        Assert.DoesNotContain('\u001b', table);
        Assert.DoesNotContain('\a', table);
        Assert.Contains("\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_Json_IsOneDocumentALine() => Assert.Equal(
        """
        {"Repository":"busybox","Tag":"latest","Size":"4.2MB"}
        {"Repository":"ghcr.io/a/long-name","Tag":"1","Size":"1GB"}

        """, Format("json"));

    [Fact]
    public void Format_Template_IsALineForEachRow() =>
        Assert.Equal("busybox:latest\nghcr.io/a/long-name:1\n", Format("{{.Repository}}:{{.Tag}}"));

    [Fact]
    public void Format_EscapesInsideActions_AreTheTemplates() =>
        Assert.Equal("a\nb\tbusybox\na\nb\tghcr.io/a/long-name\n", Format("{{\"a\\nb\"}}\\t{{.Repository}}"));

    [Fact]
    public void Parse_MalformedTemplate_FailsAtOnce() => Assert.Throws<TemplateException>(() => FormatOption.Parse("{{.X"));

    [Theory]
    [InlineData("{{.Nope}}")]
    [InlineData("table {{.Nope}}")]
    [InlineData("{{with .Repository}}{{$.Nope}}{{end}}")]
    public void Format_UnknownField_NamesItAndThoseThereAre(string format)
    {
        var error = Assert.Throws<TemplateException>(() => Format(format));
        Assert.Contains("can't evaluate field Nope: there are Repository, Size, Tag", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_LinesWithoutTabs_EndABlock() => Assert.Equal(
        "aaaaaaaaaaaa   b\nx              y\nplain\nc         d",
        TabWriter.Align("aaaaaaaaaaaa\tb\nx\ty\nplain\nc\td"));

    [Fact]
    public void Align_WideCharacters_CountAsOne() => Assert.Equal("éééééééé   x\nabcdefgh   y", TabWriter.Align("éééééééé\tx\nabcdefgh\ty"));

    private string Format(string? option) => FormatOption.Parse(option).Format(_rows, s_listing);
}
