using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types RUN.</summary>
internal static class RunParser
{
    private static readonly (string, FlagKind)[] s_flags =
    [
        ("mount", FlagKind.Texts), ("network", FlagKind.Text), ("security", FlagKind.Text), ("device", FlagKind.Texts),
    ];

    public static RunInstruction Parse(SyntaxNode node, InstructionOrigin origin)
    {
        var flags = FlagSet.Parse(node.Flags, s_flags);
        return new RunInstruction(origin, Command.Of(node))
        {
            Mounts = [.. flags.Texts("mount").Select(RunMountParser.ParseEarly)],
            Network = OneOf(flags.Text("network") ?? "default", "invalid network mode", ["default", "none", "host"]),
            Security = OneOf(flags.Text("security") ?? "sandbox", "invalid security mode", ["sandbox", "insecure"]),
            Devices = [.. flags.Texts("device").Select(RunDevice.Parse)],
        };
    }

    private static string OneOf(string value, string error, string[] allowed) => Array.IndexOf(allowed, value) >= 0
        ? value
        : throw new DockerfileException(
            DiagnosticCodes.InvalidFlag,
            $"{error} {GoQuote.Quote(value)}{Suggestion.Text(value, allowed)}",
            $"Use one of {string.Join(", ", allowed)}");
}
