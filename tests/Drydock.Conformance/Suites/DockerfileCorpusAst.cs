using System.Text.Json;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>Real Dockerfiles: the tree with all its details, and the stages.</summary>
internal sealed class DockerfileCorpusAst() : Suite("dockerfile_corpus_ast")
{
    protected override CaseResult Judge(Case testCase)
    {
        var document = DockerfileDocument.Parse(testCase.Text("dockerfile")!);
        Expect.Equal("formatted text", testCase.Text("dockerfile"), document.Format());
        var parse = new Case(testCase["parse"]);
        if (parse.Text("error") is not null)
        {
            Expect.True("must be refused by the parser, was accepted", document.Tree.Diagnostics.Count > 0);
        }
        else
        {
            JudgeTree(parse, document.Tree);
        }

        JudgeStages(new Case(testCase["stages"]), document);
        return testCase.Passed();
    }

    private static void JudgeTree(Case expected, SyntaxTree tree)
    {
        Expect.Equal("errors of the parser", 0, tree.Diagnostics.Count);
        Expect.Equal("dump", expected.Text("dump")!.TrimEnd('\n'), tree.Dump());
        Expect.Equal("escape", expected.Text("escape"), tree.Escape.ToString());
        var nodes = expected["nodes"].EnumerateArray().ToList();
        for (var i = 0; i < nodes.Count; i++)
        {
            JudgeNode($"node {i}", new Case(nodes[i]), tree.Nodes[i]);
        }

        if (expected.Has("warnings"))
        {
            Expect.EqualLists("warnings", [.. expected["warnings"].EnumerateArray().Select(w => w.GetProperty("line").GetInt32())], tree.EmptyContinuations);
        }
        else
        {
            Expect.Equal("warnings", 0, tree.EmptyContinuations.Count);
        }
    }

    private static void JudgeNode(string what, Case expected, SyntaxNode node)
    {
        Expect.Equal($"{what} keyword", expected.Text("value"), node.Keyword);
        Expect.Equal($"{what} source", expected.Text("original"), node.Source);
        Expect.EqualLists($"{what} flags", expected.Texts("flags"), node.Flags);
        Expect.EqualLists($"{what} comments", expected.Texts("prevComment"), node.Comments);
        Expect.Equal($"{what} JSON", expected.Flag("json"), node.IsJson);
        Expect.Equal($"{what} first line", expected["startLine"].GetInt32(), node.Lines.Start);
        Expect.Equal($"{what} last line", expected["endLine"].GetInt32(), node.Lines.End);
        DockerfileHeredoc.JudgeDocuments(what, expected["heredocs"], node.Heredocs);
        if (node.Child is null)
        {
            Expect.EqualLists($"{what} arguments", expected.Texts("args"), node.Arguments);
        }
        else
        {
            var child = expected["args"][0].GetProperty("children")[0];
            JudgeNode($"{what} child", new Case(child), node.Child);
        }
    }

    private static void JudgeStages(Case expected, DockerfileDocument document)
    {
        if (expected.Has("panic"))
        {
            // Upstream's stage parser was called in a way it does not survive: there is no answer.
            return;
        }

        if (expected.Has("error") || expected.Has("parseError"))
        {
            Expect.True("must be refused, was accepted", document.HasErrors);
            return;
        }

        var metaArgs = document.MetaArgs.SelectMany(a => a.Arguments).ToList();
        var expectedArgs = expected["metaArgs"].ValueKind == JsonValueKind.Array ? expected["metaArgs"].EnumerateArray().ToList() : [];
        Expect.EqualLists("global arguments", [.. expectedArgs.Select(a => a.GetProperty("key").GetString()!)], [.. metaArgs.Select(a => a.Name)]);
        Expect.EqualLists("their defaults", [.. expectedArgs.Select(a => new Case(a).Text("value"))], [.. metaArgs.Select(a => a.Default)]);
        var stages = expected["stages"].ValueKind == JsonValueKind.Array ? expected["stages"].EnumerateArray().ToList() : [];
        Expect.Equal("number of stages", stages.Count, document.Stages.Count);
        for (var i = 0; i < stages.Count; i++)
        {
            JudgeStage(new Case(stages[i]), document.Stages[i]);
        }
    }

    private static void JudgeStage(Case expected, Stage stage)
    {
        var what = $"stage {stage.Index}";
        Expect.Equal($"{what} name", expected.Text("name"), stage.Name ?? "");
        Expect.Equal($"{what} base", expected.Text("base"), stage.From.Base);
        Expect.Equal($"{what} platform", expected.Text("platform"), stage.Platform ?? "");
        Expect.Equal($"{what} comment", expected.Text("comment"), stage.Description);
        Expect.EqualLists($"{what} instructions", expected.Texts("commands"), [.. stage.Instructions.Select(i => i.Keyword)]);
    }
}
