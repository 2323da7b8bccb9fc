using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Turns instructions that were divided into words into typed ones.</summary>
public static class InstructionParser
{
    /// <summary>Types one instruction.</summary>
    /// <exception cref="DockerfileException">It is unknown, or its flags or arguments are wrong. The place is set.</exception>
    public static Instruction Parse(SyntaxNode node)
    {
        try
        {
            return ParseUnplaced(node);
        }
        catch (DockerfileException e)
        {
            throw e.At(node.Lines);
        }
    }

    /// <summary>Reads a text that is one instruction, perhaps with continuation lines and heredocs.</summary>
    /// <param name="text">The instruction.</param>
    /// <exception cref="DockerfileException">The text is not exactly one instruction. Lines are those of the text.</exception>
    public static Instruction ParseLine(string text)
    {
        var tree = SyntaxTree.Parse(text);
        if (tree.Diagnostics.Count > 0)
        {
            throw new DockerfileException(tree.Diagnostics[0]);
        }

        return tree.Nodes.Count == 1
            ? Parse(tree.Nodes[0])
            : throw new DockerfileException(
                DiagnosticCodes.InvalidArguments, $"{GoQuote.Quote(text)} should be a single instruction");
    }

    /// <summary>Reads an ONBUILD trigger, of a stage or of a base image's configuration.</summary>
    /// <param name="expression">The instruction as kept in the image.</param>
    /// <param name="lines">The lines to which errors and the instruction belong: those of the FROM or ONBUILD.</param>
    /// <exception cref="DockerfileException">The text is not one instruction that may be triggered.</exception>
    public static Instruction ParseTrigger(string expression, LineRange lines)
    {
        try
        {
            var instruction = ParseLine(expression);
            return instruction is FromInstruction or MaintainerInstruction or OnbuildInstruction
                ? throw NotATrigger(instruction.Name)
                : instruction with { Origin = instruction.Origin with { Lines = lines } };
        }
        catch (DockerfileException e)
        {
            throw new DockerfileException(e.Diagnostic with
            {
                Lines = lines,
                Message = $"onbuild trigger {GoQuote.Quote(expression)}: {e.Message}",
            });
        }
    }

    internal static DockerfileException NotATrigger(string keyword) => new(
        DiagnosticCodes.InvalidArguments,
        keyword == "ONBUILD" ? "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed" : $"{keyword} isn't allowed as an ONBUILD trigger");

    private static Instruction ParseUnplaced(SyntaxNode node)
    {
        var origin = InstructionOrigin.Of(node);
        return node.Name switch
        {
            "ADD" => TransferParser.Add(node, origin),
            "ARG" => VariableParser.Arg(node, origin),
            "CMD" => WithoutFlags(node, new CmdInstruction(origin, Command.Of(node))),
            "COPY" => TransferParser.Copy(node, origin),
            "ENTRYPOINT" => WithoutFlags(node, new EntrypointInstruction(origin, Command.Of(node))),
            "ENV" => VariableParser.Env(node, origin),
            "EXPOSE" => MetadataParser.Expose(node, origin),
            "FROM" => FromParser.Parse(node, origin),
            "HEALTHCHECK" => HealthcheckParser.Parse(node, origin),
            "LABEL" => VariableParser.Label(node, origin),
            "MAINTAINER" => WithoutFlags(node, new MaintainerInstruction(origin, One(node))),
            "ONBUILD" => MetadataParser.Onbuild(node, origin),
            "RUN" => RunParser.Parse(node, origin),
            "SHELL" => MetadataParser.Shell(node, origin),
            "STOPSIGNAL" => new StopSignalInstruction(origin, One(node)),
            "USER" => WithoutFlags(node, new UserInstruction(origin, One(node))),
            "VOLUME" => MetadataParser.Volume(node, origin),
            "WORKDIR" => WithoutFlags(node, new WorkdirInstruction(origin, One(node))),
            _ => throw new DockerfileException(
                DiagnosticCodes.UnknownInstruction,
                $"unknown instruction: {node.Keyword}{Suggestion.Text(node.Keyword, Keywords.All, ignoreCase: true)}",
                "Instructions begin with a keyword such as FROM, RUN or COPY; end the line before with \\ to continue it"),
        };
    }

    internal static Instruction WithoutFlags(SyntaxNode node, Instruction instruction)
    {
        _ = FlagSet.Parse(node.Flags, []);
        return instruction;
    }

    internal static string One(SyntaxNode node) => node.Arguments.Count == 1
        ? node.Arguments[0]
        : throw new DockerfileException(
            DiagnosticCodes.InvalidArguments, $"{node.Name} requires exactly one argument");

    internal static void AtLeastOne(SyntaxNode node)
    {
        if (node.Arguments.Count == 0)
        {
            throw new DockerfileException(
                DiagnosticCodes.InvalidArguments, $"{node.Name} requires at least one argument");
        }
    }
}
