using System.CommandLine;
using Drydock.Cli.Arguments;
using Drydock.Images.Pruning;

namespace Drydock.Cli.Commands;

/// <summary>How much of the build cache a prune leaves, in docker's flags.</summary>
internal sealed class CacheLimitFlags
{
    private readonly Option<string?> _reserved = new("--reserved-space", "--keep-storage") { Description = "Always leave the cache this much", HelpName = "BYTES" };
    private readonly Option<string?> _maximum = new("--max-used-space") { Description = "Leave the cache at most this much", HelpName = "BYTES" };
    private readonly Option<string?> _minimum = new("--min-free-space") { Description = "Remove until the file system of the store has this much free", HelpName = "BYTES" };

    public CacheLimitFlags(Command command)
    {
        command.Options.Add(_reserved);
        command.Options.Add(_maximum);
        command.Options.Add(_minimum);
    }

    /// <summary>The limits; null when none was given.</summary>
    /// <exception cref="UsageException">A value is no size.</exception>
    public CacheLimits? Of(ParseResult result)
    {
        var limits = new CacheLimits
        {
            ReservedBytes = Size(result, _reserved) ?? 0,
            MaximumUsedBytes = Size(result, _maximum),
            MinimumFreeBytes = Size(result, _minimum),
        };
        return limits is { ReservedBytes: 0, MaximumUsedBytes: null, MinimumFreeBytes: null } ? null : limits;
    }

    // As with docker, 0 is no limit.
    private static long? Size(ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { Length: > 0 } text && SizeArgument.Parse(option.Name, text) is > 0 and var size ? size : null;
}
