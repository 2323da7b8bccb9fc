using System.Text.Json;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>Heredocs: their words, their content, and the instructions that use them.</summary>
internal sealed class DockerfileHeredoc() : Suite("dockerfile_heredoc")
{
    protected override CaseResult Judge(Case testCase)
    {
        switch (testCase.Text("kind"))
        {
            case "file":
                JudgeFile(testCase);
                break;
            case "word":
                JudgeWord(testCase);
                break;
            case "line":
                Expect.EqualLists(
                    "names", testCase.Texts("expected_names"), [.. HeredocParser.FindAll(testCase.Text("input")!).Select(h => h.Name)]);
                break;
            case "chomp":
                Expect.Equal("text", testCase.Text("expected"), HeredocParser.StripLeadingTabs(testCase.Text("input")!));
                break;
            default:
                JudgeInstruction(testCase);
                break;
        }

        return testCase.Passed();
    }

    private static void JudgeFile(Case testCase)
    {
        var nodes = SyntaxTree.Parse(testCase.Text("dockerfile")!).Nodes;
        var expected = testCase["expected_heredocs_per_instruction_after_FROM"].EnumerateArray().ToList();
        for (var i = 0; i < expected.Count; i++)
        {
            JudgeDocuments($"instruction {i}", expected[i], nodes[i + 1].Heredocs);
        }

        Expect.Equal("number of instructions", expected.Count + 1, nodes.Count);
    }

    /// <summary>Documents with the members upstream's tests compare, names in Go's or in the corpus' spelling.</summary>
    internal static void JudgeDocuments(string what, JsonElement expected, IReadOnlyList<Heredoc> actual)
    {
        var documents = expected.ValueKind == JsonValueKind.Array ? expected.EnumerateArray().ToList() : [];
        Expect.Equal($"{what}: number of heredocs", documents.Count, actual.Count);
        for (var i = 0; i < documents.Count; i++)
        {
            foreach (var member in documents[i].EnumerateObject())
            {
                object? value = member.Name.ToLowerInvariant() switch
                {
                    "name" => actual[i].Name,
                    "content" => actual[i].Content,
                    "expand" => actual[i].Expand,
                    "chomp" => actual[i].StripTabs,
                    "fd" or "filedescriptor" => (int)actual[i].FileDescriptor,
                    _ => null,
                };
                if (value is not null)
                {
                    Expect.Equal($"{what}: {member.Name}", Value(member.Value), value);
                }
            }
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetInt32(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static void JudgeWord(Case testCase)
    {
        if (testCase.Text("expected_name") == "error")
        {
            Expect.Fails<DockerfileException>("word", () => HeredocParser.ParseWord(testCase.Text("input")!));
            return;
        }

        Expect.Equal("name", testCase.Text("expected_name"), HeredocParser.ParseWord(testCase.Text("input")!)?.Name);
    }

    private static void JudgeInstruction(Case testCase)
    {
        var instruction = InstructionParser.ParseLine(testCase.Text("dockerfile")!);
        switch (instruction)
        {
            case FileTransferInstruction transfer:
                JudgeTransfer(testCase["sourcesAndDest"], transfer);
                break;
            case RunInstruction run:
                Expect.Equal("shell form", testCase.Flag("shell"), run.Command.IsShellForm);
                Expect.EqualLists("command", testCase.Texts("command"), run.Command.Arguments);
                var files = testCase["files"].ValueKind == JsonValueKind.Array ? testCase["files"].EnumerateArray().ToList() : [];
                Expect.EqualLists("names", [.. files.Select(f => f.GetProperty("Name").GetString()!)], [.. run.Command.Heredocs.Select(h => h.Name)]);
                Expect.EqualLists("contents", [.. files.Select(f => f.GetProperty("Data").GetString()!)], [.. run.Command.Heredocs.Select(h => h.Content)]);
                Expect.EqualLists(
                    "tabs", [.. files.Select(f => f.TryGetProperty("Chomp", out var chomp) && chomp.GetBoolean())],
                    [.. run.Command.Heredocs.Select(h => h.StripTabs)]);
                break;
            default:
                throw new DifferenceException($"unexpected instruction {instruction.Name}");
        }
    }

    private static void JudgeTransfer(JsonElement expected, FileTransferInstruction transfer)
    {
        Expect.Equal("destination", expected.GetProperty("DestPath").GetString(), transfer.Destination);
        Expect.EqualLists("sources", expected.TryGetProperty("SourcePaths", out var paths) ? Case.Texts(paths) : [], transfer.Sources);
        var files = expected.TryGetProperty("SourceContents", out var contents) ? contents.EnumerateArray().ToList() : [];
        Expect.EqualLists(
            "files",
            [.. files.Select(f => new InlineFile(
                f.GetProperty("Path").GetString()!,
                f.GetProperty("Data").GetString()!,
                f.TryGetProperty("Expand", out var expand) && expand.GetBoolean()))],
            transfer.Files);
    }
}
