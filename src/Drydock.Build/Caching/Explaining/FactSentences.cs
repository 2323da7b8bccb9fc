using Drydock.Dockerfile.Checks;
using Drydock.Storage.Builds;

namespace Drydock.Build.Caching.Explaining;

/// <summary>Says how the facts of two keys differ.</summary>
/// <param name="lists">What files content digests stand for.</param>
/// <param name="arguments">Names of build arguments, of both builds.</param>
internal sealed class FactSentences(FileListStore lists, IReadOnlySet<string> arguments)
{
    private const int ShownCharacters = 60;

    /// <summary>What differs but for the parent: in a few words, and in full.</summary>
    public IEnumerable<(string Text, IReadOnlyList<string> Differences)> Of(
        IReadOnlyList<KeyValuePair<string, string>> before, IReadOnlyList<KeyValuePair<string, string>> now)
    {
        var (old, fresh) = (ByName(before), ByName(now));
        foreach (var name in now.Concat(before).Select(f => f.Key).Distinct().Where(n => n != KeyFacts.Parent))
        {
            var (was, value) = (old.GetValueOrDefault(name), fresh.GetValueOrDefault(name));
            if (was == value)
            {
                continue;
            }

            if (IsContent(name) && was is not null && value is not null)
            {
                yield return Files(name, was, value);
            }
            else
            {
                var sentence = Sentence(name, was, value);
                yield return (sentence, [sentence]);
            }
        }
    }

    private (string Text, IReadOnlyList<string> Differences) Files(string name, string was, string value)
    {
        var place = name == KeyFacts.Content ? "" : $"{name[..name.LastIndexOf(' ')]}: ";
        if (lists.Compare(was, value) is not var (before, now))
        {
            var unknown = $"{place}the files changed; which is not known any more";
            return (unknown, [unknown]);
        }

        var differences = FileListDiff.Of(before, now);
        return (place + FileListDiff.Summary(differences), [.. differences.Select(d => place + d)]);
    }

    private string Sentence(string name, string? was, string? value)
    {
        if (name.StartsWith(KeyFacts.Variable, StringComparison.Ordinal))
        {
            var variable = name[KeyFacts.Variable.Length..];
            var subject = arguments.Contains(variable) ? $"build argument {variable}" : $"variable {variable}";
            return SecretName.IsLikely(variable)
                ? $"{subject} {(was is null ? "is new" : value is null ? "is gone" : "changed")}"
                : Change(subject, was, value);
        }

        if (name.StartsWith(KeyFacts.Text, StringComparison.Ordinal))
        {
            return $"the text of {name[KeyFacts.Text.Length..]} changed";
        }

        return name.EndsWith(" from", StringComparison.Ordinal)
            ? $"{name[..^5]}: what is mounted comes from a step that was not cached, or from another one"
            : Change(name, was, value);
    }

    private static string Change(string subject, string? was, string? value) => (was, value) switch
    {
        (null, _) => $"{subject} is new: {Shown(value!)}",
        (_, null) => $"{subject} is gone: it was {Shown(was)}",
        _ => $"{subject} changed: {Shown(was)} → {Shown(value)}",
    };

    private static string Shown(string value)
    {
        var line = value.ReplaceLineEndings(" ");
        return line.Length == 0 ? "\"\"" : line.Length <= ShownCharacters ? line : string.Concat(line.AsSpan(0, ShownCharacters), "…");
    }

    private static bool IsContent(string name) => name == KeyFacts.Content || name.EndsWith(" content", StringComparison.Ordinal);

    private static Dictionary<string, string> ByName(IEnumerable<KeyValuePair<string, string>> facts) =>
        facts.GroupBy(f => f.Key).ToDictionary(g => g.Key, g => string.Join('\n', g.Select(f => f.Value)));
}
