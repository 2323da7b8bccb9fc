using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types FROM.</summary>
internal static class FromParser
{
    private static readonly (string, FlagKind)[] s_flags = [("platform", FlagKind.Text)];

    public static FromInstruction Parse(SyntaxNode node, InstructionOrigin origin)
    {
        var words = node.Arguments;
        var isNamed = words.Count == 3 && words[1].Equals("as", StringComparison.OrdinalIgnoreCase);
        if (!isNamed && words.Count != 1)
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidArguments,
                "FROM requires either one or three arguments",
                "Write FROM IMAGE or FROM IMAGE AS NAME");
        }

        var name = isNamed ? words[2].ToLowerInvariant() : null;
        if (name is not null && !IsStageName(name))
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidArguments,
                $"invalid name for build stage: {GoQuote.Quote(words[2])}, name can't start with a number or contain symbols",
                "Begin with a letter and go on with letters, digits, '-', '_' and '.'");
        }

        var flags = FlagSet.Parse(node.Flags, s_flags);
        var platform = flags.Text("platform");
        return new FromInstruction(
            origin, words[0], string.IsNullOrEmpty(platform) ? null : platform, name, isNamed ? words[1] : null, isNamed ? words[2] : null);
    }

    private static bool IsStageName(string name)
    {
        if (!char.IsAsciiLetterLower(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
