using System.Globalization;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Types HEALTHCHECK.</summary>
internal static class HealthcheckParser
{
    private const long MinimumNanoseconds = 1_000_000;

    private static readonly (string, FlagKind)[] s_flags =
    [
        ("interval", FlagKind.Text), ("timeout", FlagKind.Text), ("start-period", FlagKind.Text),
        ("start-interval", FlagKind.Text), ("retries", FlagKind.Text),
    ];

    public static HealthcheckInstruction Parse(SyntaxNode node, InstructionOrigin origin)
    {
        InstructionParser.AtLeastOne(node);
        var type = node.Arguments[0].ToUpperInvariant();
        if (type == "NONE")
        {
            return node.Arguments.Count == 1
                ? new HealthcheckInstruction(origin, ["NONE"], 0, 0, 0, 0, 0)
                : throw Error("HEALTHCHECK NONE takes no arguments");
        }

        var flags = FlagSet.Parse(node.Flags, s_flags);
        if (type != "CMD")
        {
            throw Error($"Unknown type {GoQuote.Quote(type)} in HEALTHCHECK (try CMD)");
        }

        if (node.Arguments.Count == 1)
        {
            throw Error("Missing command after HEALTHCHECK CMD");
        }

        return new HealthcheckInstruction(
            origin,
            [node.IsJson ? "CMD" : "CMD-SHELL", .. node.Arguments.Skip(1)],
            Duration(flags, "interval"),
            Duration(flags, "timeout"),
            Duration(flags, "start-period"),
            Duration(flags, "start-interval"),
            Retries(flags));
    }

    private static long Duration(FlagSet flags, string name)
    {
        var text = flags.Text(name);
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (!GoDuration.TryParse(text, out var nanoseconds))
        {
            throw Error($"--{name}: invalid duration {GoQuote.Quote(text)}", "Write a number with a unit, such as 30s or 1m30s");
        }

        return nanoseconds == 0 || nanoseconds >= MinimumNanoseconds
            ? nanoseconds
            : throw Error($"Interval {GoQuote.Quote(name)} cannot be less than 1ms");
    }

    private static int Retries(FlagSet flags)
    {
        var text = flags.Text("retries");
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var retries))
        {
            throw Error($"--retries: {GoQuote.Quote(text)} is not a number");
        }

        return retries >= 0 ? retries : throw Error($"--retries cannot be negative ({retries})");
    }

    private static DockerfileException Error(string message, string? hint = null) =>
        new(DiagnosticCodes.InvalidArguments, message, hint);
}
