using System.Text.Json.Nodes;
using Drydock.Cli.Templates;

namespace Drydock.Cli.Tests.Templates;

public sealed class TemplateFunctionsTests
{
    private const string Data = """
        {
          "Id": "sha256:abc", "N": 7, "F": 7.5, "Nothing": null, "Tags": ["a:1", "b:2"], "Mixed": { "b": 1, "a": [true, null] },
          "Labels": { "k": "v" }, "NoLabels": null, "Html": "<a&b>é"
        }
        """;

    [Theory]
    [InlineData("{{json .Tags}}", """["a:1","b:2"]""")]
    [InlineData("{{json .Mixed}}", """{"b":1,"a":[true,null]}""")]
    [InlineData("{{json .Html}}", "\"<a&b>é\"")]
    [InlineData("{{json .Missing}} {{json .Nothing}} {{json 1.5}}", "null null 1.5")]
    [InlineData("{{json (split \"a,b\" \",\")}}", """["a","b"]""")]
    [InlineData("{{split \"a,b,c\" \",\"}}", "[a b c]")]
    [InlineData("{{join (split \"a,b,c\" \",\") \"/\"}}", "a/b/c")]
    [InlineData("{{title \"hello wORLD foo_bar x-y\"}}", "Hello WORLD Foo_bar X-Y")]
    [InlineData("{{lower \"ABC\"}}{{upper \"def\"}}", "abcDEF")]
    [InlineData("[{{pad \"x\" 2 3}}][{{pad \"\" 2 3}}]", "[  x   ][]")]
    [InlineData("{{truncate .Id 6}}|{{truncate .Id 60}}|{{truncate \"é\" 1}}", "sha256|sha256:abc|")]
    [InlineData("{{println .N}}{{println \"a\" 1 true}}", "7\na 1 true\n")]
    public void DockerFunctions_Work(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{index .Tags 1}}", "b:2")]
    [InlineData("{{index .Mixed \"a\" 0}}", "true")]
    [InlineData("[{{index .Labels \"k\"}}][{{index .Labels \"x\"}}][{{index .NoLabels \"x\"}}]", "[v][][]")]
    [InlineData("{{index .Mixed \"x\"}}", "<no value>")]
    [InlineData("{{len .Tags}} {{len .Labels}} {{len \"é\"}} {{len .Nothing}}", "2 1 2 0")]
    [InlineData("{{slice .Id 7}} {{slice .Id 0 3}} {{slice .Tags 1}}", "abc sha [b:2]")]
    [InlineData("{{print 1 2 \"a\" 3 4}}", "1 2a3 4")]
    [InlineData("{{print \"a\" \"b\" 1 \"c\"}}", "ab1c")]
    [InlineData("{{not .N}} {{not \"\"}}", "false true")]
    [InlineData("{{and .N .Id}} {{and 0 .Id}} {{or 0 \"\" .Id}} {{or 0 \"\"}}|", "sha256:abc 0 sha256:abc |")]
    [InlineData("{{and false (index .Tags 99)}} {{or true (index .Tags 99)}}", "false true")]
    public void GoFunctions_Work(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{eq .N 7}} {{eq .N 1 2 7}} {{eq .Id \"x\"}} {{eq .F 7.5}}", "true true false true")]
    [InlineData("{{ne .N 7}} {{ne .N 8}}", "false true")]
    [InlineData("{{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 2 2}} {{lt \"a\" \"b\"}} {{lt .N .F}}", "true true false true true true")]
    [InlineData("{{eq .Nothing nil}} {{eq .Id nil}} {{eq true true}}", "true false true")]
    public void Comparisons_Work(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [InlineData("{{eq 1 \"1\"}}", "incompatible types for comparison")]
    [InlineData("{{eq .Tags 1}}", "non-comparable type []interface {}")]
    [InlineData("{{eq 1}}", "missing argument for comparison")]
    [InlineData("{{ne 1}}", "wrong number of args for ne: want 2 got 1")]
    [InlineData("{{upper 1}}", "wrong type for value; expected string; got int")]
    [InlineData("{{index .Tags \"x\"}}", "cannot index slice/array with type string")]
    [InlineData("{{index .N 1}}", "can't index item of type int")]
    [InlineData("{{index .Labels 1}}", "value has type int; should be string")]
    [InlineData("{{slice .Id 9 2}}", "index out of range")]
    [InlineData("{{join .N \",\"}}", "expected a list; got int")]
    [InlineData("{{pad \"x\" 0 99999999}}", "expected 0 to 10000 spaces")]
    [InlineData("{{and}}", "wrong number of args for and")]
    public void Functions_WrongArguments_FailWithTheCause(string template, string expected) =>
        Assert.Contains(expected, Assert.Throws<TemplateException>(() => Run(template)).Message, StringComparison.Ordinal);

    private static string Run(string template) => Template.Parse(template).Execute(JsonNode.Parse(Data));
}
