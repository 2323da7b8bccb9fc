using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types COPY and ADD.</summary>
internal static class TransferParser
{
    private static readonly (string, FlagKind)[] s_copyFlags =
    [
        ("chown", FlagKind.Text), ("from", FlagKind.Text), ("chmod", FlagKind.Text), ("link", FlagKind.Boolean),
        ("exclude", FlagKind.Texts), ("parents", FlagKind.Boolean),
    ];

    private static readonly (string, FlagKind)[] s_addFlags =
    [
        ("chown", FlagKind.Text), ("chmod", FlagKind.Text), ("link", FlagKind.Boolean), ("keep-git-dir", FlagKind.Boolean),
        ("checksum", FlagKind.Text), ("unpack", FlagKind.Boolean), ("exclude", FlagKind.Texts),
    ];

    public static CopyInstruction Copy(SyntaxNode node, InstructionOrigin origin)
    {
        CheckCount(node, "COPY");
        var flags = FlagSet.Parse(node.Flags, s_copyFlags);
        var (sources, files) = Sources(node, "COPY");
        return new CopyInstruction(origin, sources, files, node.Arguments[^1])
        {
            Chown = NotEmpty(flags.Text("chown")),
            Chmod = NotEmpty(flags.Text("chmod")),
            Link = flags.Boolean("link") ?? false,
            Excludes = flags.Texts("exclude"),
            From = NotEmpty(flags.Text("from")),
            Parents = flags.Boolean("parents") ?? false,
        };
    }

    public static AddInstruction Add(SyntaxNode node, InstructionOrigin origin)
    {
        CheckCount(node, "ADD");
        var flags = FlagSet.Parse(node.Flags, s_addFlags);
        var (sources, files) = Sources(node, "ADD");
        return new AddInstruction(origin, sources, files, node.Arguments[^1])
        {
            Chown = NotEmpty(flags.Text("chown")),
            Chmod = NotEmpty(flags.Text("chmod")),
            Link = flags.Boolean("link") ?? false,
            Excludes = flags.Texts("exclude"),
            Checksum = NotEmpty(flags.Text("checksum")),
            KeepGitDir = flags.Boolean("keep-git-dir"),
            Unpack = flags.Boolean("unpack"),
        };
    }

    private static void CheckCount(SyntaxNode node, string keyword)
    {
        if (node.Arguments.Count < 2)
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidArguments,
                $"{keyword} requires at least two arguments, but only one was provided. Destination could not be determined",
                $"Write {keyword} SOURCE DESTINATION");
        }
    }

    private static (IReadOnlyList<string> Sources, IReadOnlyList<InlineFile> Files) Sources(SyntaxNode node, string keyword)
    {
        if (Heredoc(node.Arguments[^1]) is not null)
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidArguments, $"{keyword} cannot accept a heredoc as a destination");
        }

        var sources = new List<string>(node.Arguments.Count - 1);
        List<InlineFile>? files = null;
        for (var i = 0; i < node.Arguments.Count - 1; i++)
        {
            if (Heredoc(node.Arguments[i]) is { } announced)
            {
                var document = node.Heredocs.LastOrDefault(h => h.Name == announced.Name) ?? announced;
                var content = announced.StripTabs ? HeredocParser.StripLeadingTabs(document.Content) : document.Content;
                (files ??= []).Add(new InlineFile(announced.Name, content, announced.Expand));
            }
            else
            {
                sources.Add(node.Arguments[i]);
            }
        }

        return (sources, files ?? (IReadOnlyList<InlineFile>)[]);
    }

    private static Heredoc? Heredoc(string word)
    {
        try
        {
            return HeredocParser.ParseWord(word);
        }
        catch (DockerfileException)
        {
            return null;
        }
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
