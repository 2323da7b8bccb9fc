namespace Drydock.Cli.Arguments;

/// <summary>The values of flags such as <c>--build-arg</c> and <c>--label</c>: NAME=VALUE, or a NAME alone.</summary>
internal static class PairArgument
{
    /// <summary>The pairs in order; a name given again moves to the end.</summary>
    /// <param name="values">As given.</param>
    /// <param name="flag">The flag, for messages.</param>
    /// <param name="fromEnvironment">Whether a name alone takes its value from the environment, and counts for nothing when it has none; otherwise its value is empty.</param>
    /// <exception cref="UsageException">A name is empty.</exception>
    public static List<KeyValuePair<string, string>> Parse(IEnumerable<string> values, string flag, bool fromEnvironment)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var value in values)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0)
            {
                throw new UsageException($"invalid value \"{value}\" for {flag}: NAME=VALUE expected");
            }

            if (equals > 0)
            {
                pairs.RemoveAll(p => p.Key == value[..equals]);
                pairs.Add(new(value[..equals], value[(equals + 1)..]));
            }
            else if (!fromEnvironment)
            {
                pairs.Add(new(value, ""));
            }
            else if (Environment.GetEnvironmentVariable(value) is { } inherited)
            {
                pairs.Add(new(value, inherited));
            }
        }

        return pairs;
    }
}
