using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types EXPOSE, ONBUILD, SHELL and VOLUME.</summary>
internal static class MetadataParser
{
    public static ExposeInstruction Expose(SyntaxNode node, InstructionOrigin origin)
    {
        InstructionParser.AtLeastOne(node);
        _ = FlagSet.Parse(node.Flags, []);
        return new ExposeInstruction(origin, [.. node.Arguments.Order(StringComparer.Ordinal)]);
    }

    public static OnbuildInstruction Onbuild(SyntaxNode node, InstructionOrigin origin)
    {
        if (node.Child is null)
        {
            throw new DockerfileException(DiagnosticCodes.InvalidArguments, "ONBUILD requires at least one argument");
        }

        _ = FlagSet.Parse(node.Flags, []);
        if (node.Child.Name is "ONBUILD" or "MAINTAINER" or "FROM")
        {
            throw InstructionParser.NotATrigger(node.Child.Name);
        }

        var expression = node.Source.AsSpan().TrimStart()["ONBUILD".Length..].TrimStart().ToString();
        foreach (var heredoc in node.Heredocs)
        {
            expression += "\n" + heredoc.Content + heredoc.Name;
        }

        return new OnbuildInstruction(origin, expression);
    }

    public static ShellInstruction Shell(SyntaxNode node, InstructionOrigin origin)
    {
        _ = FlagSet.Parse(node.Flags, []);
        InstructionParser.AtLeastOne(node);
        return node.IsJson
            ? new ShellInstruction(origin, node.Arguments)
            : throw new DockerfileException(
                DiagnosticCodes.InvalidArguments,
                $"SHELL requires the arguments to be in JSON form: {node.Source.Trim()}",
                """Write SHELL ["/bin/sh", "-c"]""");
    }

    public static VolumeInstruction Volume(SyntaxNode node, InstructionOrigin origin)
    {
        InstructionParser.AtLeastOne(node);
        _ = FlagSet.Parse(node.Flags, []);
        var volumes = node.Arguments.Select(v => v.Trim()).ToList();
        return volumes.Contains("") ? throw VolumeInstruction.Empty() : new VolumeInstruction(origin, volumes);
    }
}
