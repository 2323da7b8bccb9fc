using System.Globalization;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Cli.Arguments;

/// <summary>The values of <c>--filter key=value</c>, several of one key allowed.</summary>
internal sealed class FilterArgument
{
    private readonly List<(string Key, string Value)> _filters;

    private FilterArgument(List<(string Key, string Value)> filters) => _filters = filters;

    /// <summary>Reads the values of the option.</summary>
    /// <param name="values">As given.</param>
    /// <param name="known">The keys that the command understands.</param>
    /// <exception cref="CommandException">A value is malformed or has another key.</exception>
    public static FilterArgument Parse(IEnumerable<string>? values, params string[] known)
    {
        var filters = new List<(string Key, string Value)>();
        foreach (var value in values ?? [])
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new CommandException($"invalid filter '{value}': KEY=VALUE expected, KEY one of {string.Join(", ", known)}");
            }

            // docker writes "label!=x" for "without the label".
            var key = value[..equals].Trim().ToLowerInvariant();
            if (!known.Contains(key))
            {
                throw new CommandException($"invalid filter '{key}': this command knows {string.Join(", ", known)}");
            }

            filters.Add((key, value[(equals + 1)..].Trim()));
        }

        return new FilterArgument(filters);
    }

    /// <summary>All values of a key.</summary>
    public IReadOnlyList<string> All(string key) => [.. _filters.Where(f => f.Key == key).Select(f => f.Value)];

    /// <summary>The last value of a key, or null.</summary>
    public string? Last(string key) => _filters.LastOrDefault(f => f.Key == key).Value;

    /// <summary>A value that is true or false; null when it was not given.</summary>
    /// <exception cref="CommandException">It is neither.</exception>
    public bool? Bool(string key) => Last(key) switch
    {
        null => null,
        "true" or "1" => true,
        "false" or "0" => false,
        var other => throw new CommandException($"invalid filter '{key}={other}': true or false expected"),
    };

    /// <summary>A point in time: a duration before now (<c>24h</c>), seconds since 1970, or a date.</summary>
    /// <exception cref="CommandException">It is none of them.</exception>
    public DateTimeOffset? Time(string key, TimeProvider clock)
    {
        if (Last(key) is not { } text)
        {
            return null;
        }

        if (GoDuration.TryParse(text, out var nanoseconds))
        {
            return clock.GetUtcNow() - TimeSpan.FromTicks(nanoseconds / 100);
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new CommandException($"invalid filter '{key}={text}': a duration such as 24h, a date such as 2025-01-31, or a time expected");
    }
}
