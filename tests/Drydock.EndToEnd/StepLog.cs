using System.Text.RegularExpressions;

namespace Drydock.EndToEnd;

/// <summary>What plain progress says of the steps: which were executed, which came from the cache. FROM is none of both.</summary>
internal sealed partial record StepLog(IReadOnlyList<string> Executed, IReadOnlyList<string> Cached, string ImageId)
{
    public static StepLog Of(CommandResult result)
    {
        var names = new Dictionary<string, string>();
        var cached = new HashSet<string>();
        foreach (var match in Line().Matches(result.Errors).AsEnumerable())
        {
            var (number, text) = (match.Groups[1].Value, match.Groups[2].Value);
            if (Step().IsMatch(text))
            {
                names[number] = text;
            }
            else if (text == "CACHED")
            {
                cached.Add(number);
            }
        }

        var steps = names.Where(n => !n.Value.Contains("] FROM ", StringComparison.Ordinal)).ToLookup(n => cached.Contains(n.Key), n => n.Value);
        return new StepLog([.. steps[false]], [.. steps[true]], Written().Match(result.Errors).Groups[1].Value);
    }

    [GeneratedRegex("^#([0-9]+) (.*)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^\[(.* )? ?[0-9]+/[0-9]+\] ", RegexOptions.None, 1000)]
    private static partial Regex Step();

    [GeneratedRegex("writing image (sha256:[0-9a-f]{64})", RegexOptions.None, 1000)]
    private static partial Regex Written();
}
