namespace Drydock.Cli.Arguments;

/// <summary>What <c>--call</c> can ask.</summary>
internal enum CallMethod
{
    /// <summary>Nothing: build.</summary>
    Build,

    /// <summary>What the build checks find.</summary>
    Check,

    /// <summary>What the target takes from outside.</summary>
    Outline,

    /// <summary>Which stages there are.</summary>
    Targets,

    /// <summary>Which steps the target needs, and how they depend on each other.</summary>
    Plan,

    /// <summary>Which questions there are.</summary>
    Describe,
}

/// <summary>A value of <c>--call</c>: <c>METHOD[,format=json][,ignorestatus=true]</c>.</summary>
/// <param name="Method">The question.</param>
/// <param name="IsJson">Whether the answer is JSON.</param>
/// <param name="IgnoresStatus">Whether findings leave the exit code 0.</param>
internal sealed record CallArgument(CallMethod Method, bool IsJson = false, bool IgnoresStatus = false)
{
    private const string Flag = "--call";

    /// <summary>Reads <c>--call</c> and <c>--check</c>.</summary>
    /// <param name="call">The value of <c>--call</c>; null without it.</param>
    /// <param name="check">Whether <c>--check</c> was given.</param>
    /// <exception cref="UsageException">The value is malformed, or the two ask different questions.</exception>
    public static CallArgument Parse(string? call, bool check)
    {
        var parsed = string.IsNullOrEmpty(call) ? new CallArgument(check ? CallMethod.Check : CallMethod.Build) : Parse(call);
        return !check || parsed.Method == CallMethod.Check
            ? parsed
            : throw new UsageException($"--check and {Flag} {call} ask different questions: give one of them");
    }

    private static CallArgument Parse(string text)
    {
        var fields = CsvFields.Parse(Flag, text);
        var result = new CallArgument(MethodOf(fields[0].Key));
        foreach (var (key, value) in fields.Skip(1))
        {
            result = key switch
            {
                "format" when value is "json" or "text" => result with { IsJson = value == "json" },
                "format" => throw new UsageException($"invalid value \"{value}\" for format of {Flag}: json or text expected"),
                "ignorestatus" => result with { IgnoresStatus = CsvFields.Bool(Flag, key, value) },
                _ => throw new UsageException($"unknown key \"{key}\" in {Flag} {text}: format or ignorestatus"),
            };
        }

        return result;
    }

    private static CallMethod MethodOf(string name) => name switch
    {
        "build" => CallMethod.Build,
        "check" or "lint" => CallMethod.Check,
        "outline" => CallMethod.Outline,
        "targets" => CallMethod.Targets,
        "plan" => CallMethod.Plan,
        "subrequests.describe" => CallMethod.Describe,
        _ => throw new UsageException($"invalid value \"{name}\" for {Flag}: one of build, check, outline, targets, plan"),
    };
}
