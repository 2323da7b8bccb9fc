using System.Text;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Fuzz.Targets;

/// <summary>An ignore file and a path (the last line): every way to ask must give the same answer.</summary>
internal sealed class IgnoreTarget : FuzzTarget
{
    public override string Name => "ignore";

    public override int MaxLength => 512;

    public override IReadOnlyList<string> Seeds { get; } =
    [
        "# comment\n*.md\n!README.md\ndocs/a.md", "**/node_modules\n!keep/**\nkeep/x/node_modules/y", "*\n!src\n!src/**/*.c\nsrc/lib/a.c",
        "/abs/\n./dot/../x\n  trimmed  \nx", "[a-c]?\\*\n[^x]y\nb?*", "a/**/b\n**a**\n***\na/c/b", "!\n!!a\n#\n\\#\n#", "\uFEFFfirst\nfirst",
    ];

    public override IReadOnlyList<string> Pieces { get; } =
    [
        "*", "**", "***", "?", "[", "]", "[^", "[a-z]", "-", "\\", "!", "#", "/", "//", ".", "..", "./", "../", "\n", "\r\n", " ", "a", "b", "ab",
        "**/", "/**", "*a*", "\0", "\u00e9", "\uDC80", "\uD83D\uDE00",
    ];

    public override int Run(string input)
    {
        var end = input.LastIndexOf('\n');
        var path = string.Join('/', input[(end + 1)..].Split('/').Where(name => name is not ("" or "." or "..")));
        if (path.Length == 0)
        {
            return 0;
        }

        IgnoreMatcher matcher;
        try
        {
            matcher = IgnoreMatcher.Create(IgnoreFile.Parse(end < 0 ? "" : input[..end]));
        }
        catch (IgnorePatternException e)
        {
            return e.Message[..Math.Min(e.Message.Length, 8)].GetHashCode(StringComparison.Ordinal);
        }

        var bytes = Encoding.UTF8.GetBytes(path);
        var excluded = matcher.IsExcluded(bytes);
        Require(excluded == matcher.IsExcluded(Encoding.UTF8.GetString(bytes)), "text and bytes differ");
        var pruned = Walk(matcher, bytes, out var inWalk);
        Require(!pruned || inWalk, "a path below a pruned directory is not excluded");
        return HashCode.Combine(matcher.Patterns.Count, matcher.HasExceptions, excluded, inWalk, pruned);
    }

    /// <summary>Walks from the top to the path, as the context is walked.</summary>
    private static bool Walk(IgnoreMatcher matcher, ReadOnlySpan<byte> path, out bool excluded)
    {
        var state = default(IgnoreState);
        var pruned = false;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '/')
            {
                state = matcher.Enter(state, path[..i]);
                pruned |= matcher.CanPruneDirectory(state, path[..i]);
            }
        }

        excluded = matcher.IsExcluded(state, path);
        return pruned;
    }
}
