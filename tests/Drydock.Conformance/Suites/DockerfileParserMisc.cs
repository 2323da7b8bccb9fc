using System.Text.Json;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>The parts of the parser: words, JSON arrays, names and values, flags, lines.</summary>
internal sealed class DockerfileParserMisc() : Suite("dockerfile_parser_misc")
{
    protected override CaseResult Judge(Case testCase)
    {
        switch (testCase.Text("kind"))
        {
            case "words":
                Expect.EqualLists("words", testCase.Texts("expected"), WordSplitter.Split(testCase.Text("input")!));
                break;
            case "json_array":
                JudgeJson(testCase);
                break;
            case "nameval":
                JudgeNames(testCase);
                break;
            case "flags":
                JudgeFlags(testCase);
                break;
            default:
                JudgeLines(testCase);
                break;
        }

        return testCase.Passed();
    }

    private static void JudgeJson(Case testCase)
    {
        var form = JsonStringArray.Read(testCase.Text("input"), out var strings);
        Expect.Equal("is an array of strings", testCase["expected"].ValueKind == JsonValueKind.Array, form == JsonForm.Strings);
        Expect.EqualLists("elements", testCase.Texts("expected"), strings);
    }

    private static void JudgeNames(Case testCase)
    {
        var tree = SyntaxTree.Parse($"{testCase.Text("instruction")} {testCase.Text("input")}");
        if (testCase["expected"].ValueKind == JsonValueKind.Array)
        {
            Expect.EqualLists("names and values", testCase.Texts("expected"), tree.Nodes[0].Arguments);
        }
        else
        {
            Expect.Equal("errors", 1, tree.Diagnostics.Count);
        }
    }

    private static void JudgeFlags(Case testCase)
    {
        var known = testCase.Texts("declared").Select(Declared).ToList();
        if (!testCase.Flag("ok"))
        {
            Expect.Fails<DockerfileException>("flags", () => FlagSet.Parse(testCase.Texts("args"), known));
            return;
        }

        var flags = FlagSet.Parse(testCase.Texts("args"), known);
        foreach (var expected in testCase["expected"].EnumerateObject())
        {
            if (expected.Value.ValueKind == JsonValueKind.String)
            {
                Expect.Equal(expected.Name, expected.Value.GetString(), flags.Text(expected.Name));
            }
            else
            {
                Expect.Equal(expected.Name, expected.Value.GetBoolean(), flags.Boolean(expected.Name));
            }
        }
    }

    /// <summary><c>s:name=default</c>, <c>b:name=default</c>, or a list of texts.</summary>
    private static (string, FlagKind) Declared(string text)
    {
        var name = text[2..].Split('=')[0];
        return (name, text[0] switch { 's' => FlagKind.Text, 'b' => FlagKind.Boolean, _ => FlagKind.Texts });
    }

    private static void JudgeLines(Case testCase)
    {
        var nodes = SyntaxTree.Parse(testCase.Text("dockerfile")!).Nodes;
        var expected = testCase["expected"];
        Expect.Equal("first line", expected.GetProperty("startLine").GetInt32(), nodes[0].Lines.Start);
        Expect.Equal("last line", expected.GetProperty("endLine").GetInt32(), nodes[^1].Lines.End);
        var ranges = expected.GetProperty("children").EnumerateArray()
            .Select(c => new LineRange(c[0].GetInt32(), c[1].GetInt32())).ToList();
        Expect.EqualLists("lines", ranges, [.. nodes.Select(n => n.Lines)]);
    }
}
