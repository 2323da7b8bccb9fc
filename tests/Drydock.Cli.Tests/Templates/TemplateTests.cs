using System.Text.Json.Nodes;
using Drydock.Cli.Templates;

namespace Drydock.Cli.Tests.Templates;

public sealed class TemplateTests
{
    private const string Data = """
        {
          "Id": "sha256:abc", "Size": 12345678901, "Huge": 9007199254740993, "Ratio": 0.5, "Big": 1e21, "Empty": "", "Nothing": null, "Yes": true,
          "Tags": ["a:1", "b:2"], "None": [], "Config": { "Env": ["A=1", "B=2"], "Labels": { "z": "26", "a": "1" }, "Cmd": null },
          "Layers": [ { "Size": 1 }, { "Size": 2 }, { "Size": 3 } ], "Html": "<a&b>é"
        }
        """;

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("{{.Size}}", "12345678901")]
    [InlineData("{{.Huge}}", "9007199254740993")]
    [InlineData("{{ .Config.Env }}", "[A=1 B=2]")]
    [InlineData("{{.Config.Labels}}", "map[a:1 z:26]")]
    [InlineData("{{.Ratio}} {{.Big}} {{.Yes}}", "0.5 1e+21 true")]
    [InlineData("{{.Missing}}|{{.Missing.Deeper}}|{{.Nothing}}", "<no value>|<no value>|<no value>")]
    [InlineData("{{.Config.Cmd}}", "<no value>")]
    [InlineData("{{.ID}} {{.config.env}}", "sha256:abc [A=1 B=2]")]
    [InlineData("{{.Layers}}", "[map[Size:1] map[Size:2] map[Size:3]]")]
    [InlineData("{{$.Id}}{{with .Config}}{{$.Size}}{{end}}", "sha256:abc12345678901")]
    [InlineData("{{/* comment */}}x{{- /* trimmed */ -}} y", "xy")]
    public void Execute_Values_PrintsAsGo(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("a {{- .Empty -}} b", "ab")]
    [InlineData("a \n\t{{- .Yes}} b", "atrue b")]
    [InlineData("a {{.Yes -}} \n b", "a trueb")]
    [InlineData("{{-3}}", "-3")]
    [InlineData("{{- 3 -}}", "3")]
    public void Execute_TrimMarkers_RemoveBlanks(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{if .Yes}}y{{else}}n{{end}}", "y")]
    [InlineData("{{if .Empty}}y{{else}}n{{end}}", "n")]
    [InlineData("{{if .None}}y{{else if .Tags}}tags{{else}}n{{end}}", "tags")]
    [InlineData("{{if .None}}y{{else if .Nothing}}x{{else if .Missing}}m{{else}}n{{end}}!", "n!")]
    [InlineData("{{with .Config}}{{.Env}}{{end}}", "[A=1 B=2]")]
    [InlineData("{{with .None}}{{.}}{{else with .Yes}}{{.}}{{else}}no{{end}}", "true")]
    [InlineData("{{range .Tags}}<{{.}}>{{end}}", "<a:1><b:2>")]
    [InlineData("{{range $i, $t := .Tags}}{{$i}}={{$t}};{{end}}", "0=a:1;1=b:2;")]
    [InlineData("{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}", "a=1;z=26;")]
    [InlineData("{{range $t := .Tags}}{{$t}},{{end}}", "a:1,b:2,")]
    [InlineData("{{range .None}}x{{else}}empty{{end}}", "empty")]
    [InlineData("{{range .Nothing}}x{{else}}empty{{end}}", "empty")]
    [InlineData("{{range 3}}{{.}}{{end}}", "012")]
    [InlineData("{{range .Layers}}{{if eq .Size 2}}{{continue}}{{end}}{{.Size}}{{end}}", "13")]
    [InlineData("{{range .Layers}}{{if eq .Size 2}}{{break}}{{end}}{{.Size}}{{end}}", "1")]
    public void Execute_ControlStructures_Work(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{$x := .Size}}{{$x}}", "12345678901")]
    [InlineData("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2")]
    [InlineData("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21")]
    [InlineData("{{$n := 0}}{{range .Layers}}{{$n = .Size}}{{end}}{{$n}}", "3")]
    [InlineData("{{if $x := .Tags}}{{$x}}{{end}}", "[a:1 b:2]")]
    [InlineData("{{$c := .Config}}{{$c.Env}}", "[A=1 B=2]")]
    public void Execute_Variables_AreScoped(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{.Tags | join \",\"}}", null)]
    [InlineData("{{join .Tags \",\"}}", "a:1,b:2")]
    [InlineData("{{.Id | printf \"%s!\"}}", "sha256:abc!")]
    [InlineData("{{.Id | upper | lower | title}}", "Sha256:Abc")]
    [InlineData("{{(index .Layers 1).Size}}", "2")]
    [InlineData("{{len (index .Config.Env 0)}}", "3")]
    [InlineData("{{printf \"%d-%s\" (len .Tags) (index .Tags 0)}}", "2-a:1")]
    public void Execute_Pipelines_PassTheResultLast(string template, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<TemplateException>(() => Run(template));
            return;
        }

        Assert.Equal(expected, Run(template));
    }

    [Theory]
    [InlineData("{{define \"t\"}}<{{.}}>{{end}}{{template \"t\" .Yes}}{{template \"t\"}}", "<true><<no value>>")]
    [InlineData("{{block \"b\" .Tags}}{{len .}}{{end}}", "2")]
    public void Execute_DefinedTemplates_AreInvoked(string template, string expected) => Assert.Equal(expected, Run(template));

    [Fact]
    public void Execute_EndlessRecursion_IsAnError()
    {
        var error = Assert.Throws<TemplateException>(() => Run("{{define \"t\"}}{{template \"t\"}}{{end}}{{template \"t\"}}"));
        Assert.Contains("exceeded maximum template depth", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_MissingKeyError_NamesTheKey()
    {
        var options = TemplateOptions.Default with { MissingKey = MissingKey.Error };
        var error = Assert.Throws<TemplateException>(() => Template.Parse("{{.Foo}}").Execute(JsonNode.Parse(Data), options));
        Assert.Equal("template: :1:2: executing \"\" at <.Foo>: map has no entry for key \"Foo\"", error.Message);
    }

    [Theory]
    [InlineData("{{", "template: :1:0: unclosed action")]
    [InlineData("ab\n{{.X", "template: :2:0: unclosed action")]
    [InlineData("{{if .X}}", "template: :1:2: unclosed {{if}}: {{end}} is missing")]
    [InlineData("{{end}}", "template: :1:2: unexpected {{end}}")]
    [InlineData("{{nope .X}}", "template: :1:2: function \"nope\" not defined")]
    [InlineData("{{$x}}", "template: :1:2: undefined variable \"$x\"")]
    [InlineData("{{}}", "template: :1:2: missing value for command")]
    [InlineData("{{.X | }}", "template: :1:7: missing value for command")]
    [InlineData("{{.X | 3}}", "template: :1:7: non executable command in pipeline stage 2")]
    [InlineData("{{(.X}}", "template: :1:2: unclosed left paren in command")]
    [InlineData("{{.X)}}", "template: :1:4: unexpected \")\" in command")]
    [InlineData("{{\"abc}}", "template: :1:2: unterminated quoted string")]
    [InlineData("{{break}}", "template: :1:2: {{break}} outside {{range}}")]
    [InlineData("{{/* x }}", "template: :1:0: unclosed comment")]
    [InlineData("{{3x}}", "template: :1:2: bad number syntax: \"3x\"")]
    [InlineData("{{if .X}}{{else}}{{else}}{{end}}", "template: :1:2: expected {{end}}; found {{else}}")]
    [InlineData("{{.X ? 1}}", "template: :1:5: unexpected \"?\" in the action")]
    public void Parse_MalformedTemplate_FailsWithThePlace(string template, string expected) =>
        Assert.Equal(expected, Assert.Throws<TemplateException>(() => Template.Parse(template)).Message);

    [Theory]
    [InlineData("{{.Id.Foo}}", "template: :1:2: executing \"\" at <.Id.Foo>: can't evaluate field Foo in type string")]
    [InlineData("{{.Nothing.Foo}}", "template: :1:2: executing \"\" at <.Nothing.Foo>: nil pointer evaluating interface {}.Foo")]
    [InlineData("\n {{index .Tags 5}}", "template: :2:3: executing \"\" at <index .Tags 5>: error calling index: index out of range: 5")]
    [InlineData("{{range .Id}}{{end}}", "template: :1:8: executing \"\" at <.Id>: range can't iterate over sha256:abc")]
    [InlineData("{{len .Size}}", "template: :1:2: executing \"\" at <len .Size>: error calling len: len of type int")]
    [InlineData("{{.Id 3}}", "template: :1:2: executing \"\" at <.Id>: Id is not a method but has arguments")]
    [InlineData("{{template \"t\"}}", "template: :1:2: executing \"\" at <template \"t\">: template \"t\" not defined")]
    [InlineData("{{lt .Tags 1}}", "template: :1:2: executing \"\" at <lt .Tags 1>: error calling lt: invalid type for comparison")]
    [InlineData("{{range 99999999}}{{end}}", "template: :1:8: executing \"\" at <99999999>: range over 99999999 is more than 1000000")]
    public void Execute_FailingExpression_FailsWithThePlace(string template, string expected) =>
        Assert.Equal(expected, Assert.Throws<TemplateException>(() => Run(template)).Message);

    [Fact]
    public void Parse_AnyPrefixOfATemplate_NeverCrashes()
    {
        const string text = "a {{- if and .A (eq \"x\\n\" `r` 'c' 0x1F 1.5e3) -}} {{range $i, $e := .B | len}}{{$i}}{{else}}{{end}} {{else if not .C}}{{/* c */}}{{end}}";
        for (var length = 0; length <= text.Length; length++)
        {
            try
            {
                _ = Template.Parse(text[..length]).Execute(JsonNode.Parse("{}"));
            }
            catch (TemplateException e)
            {
                Assert.StartsWith("template: :1:", e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private static string Run(string template) => Template.Parse(template).Execute(JsonNode.Parse(Data));
}
