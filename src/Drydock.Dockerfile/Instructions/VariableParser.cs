using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types ARG, ENV and LABEL.</summary>
internal static class VariableParser
{
    public static EnvInstruction Env(SyntaxNode node, InstructionOrigin origin) => new(origin, Pairs(node));

    public static LabelInstruction Label(SyntaxNode node, InstructionOrigin origin) => new(origin, Pairs(node));

    public static ArgInstruction Arg(SyntaxNode node, InstructionOrigin origin)
    {
        InstructionParser.AtLeastOne(node);
        var declarations = new List<ArgDeclaration>(node.Arguments.Count);
        foreach (var word in node.Arguments)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0)
            {
                throw BlankName(node);
            }

            var name = equals < 0 ? word : word[..equals];
            declarations.Add(new ArgDeclaration(
                name, equals < 0 ? null : word[(equals + 1)..], Description.Of(name, node.Comments)));
        }

        return new ArgInstruction(origin, declarations);
    }

    private static List<KeyValue> Pairs(SyntaxNode node)
    {
        _ = FlagSet.Parse(node.Flags, []);
        InstructionParser.AtLeastOne(node);
        var pairs = new List<KeyValue>(node.Arguments.Count / 3);
        for (var i = 0; i + 2 < node.Arguments.Count; i += 3)
        {
            if (node.Arguments[i].Length == 0)
            {
                throw BlankName(node);
            }

            pairs.Add(new KeyValue(node.Arguments[i], node.Arguments[i + 1], node.Arguments[i + 2].Length > 0));
        }

        return pairs;
    }

    private static DockerfileException BlankName(SyntaxNode node) =>
        new(DiagnosticCodes.InvalidArguments, $"{node.Name} names can not be blank");
}
