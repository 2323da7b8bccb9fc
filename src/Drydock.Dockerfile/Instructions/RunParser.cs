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

    private static readonly string[] s_networks = ["default", "none", "host"];
    private static readonly string[] s_securities = ["sandbox", "insecure"];

    public static RunInstruction Parse(SyntaxNode node, InstructionOrigin origin)
    {
        var flags = FlagSet.Parse(node.Flags, s_flags);
        return new RunInstruction(origin, Command.Of(node))
        {
            Mounts = flags.Each("mount", RunMountParser.ParseEarly),
            Network = OneOf(flags.Text("network") ?? "default", "invalid network mode", s_networks),
            Security = OneOf(flags.Text("security") ?? "sandbox", "invalid security mode", s_securities),
            Devices = flags.Each("device", RunDevice.Parse),
        };
    }

    private static string OneOf(string value, string error, string[] allowed) => Array.IndexOf(allowed, value) >= 0
        ? value
        : throw new DockerfileException(
            DiagnosticCodes.InvalidFlag,
            $"{error} {GoQuote.Quote(value)}{Suggestion.Text(value, allowed)}",
            $"Use one of {string.Join(", ", allowed)}");
}
