using Drydock.Storage;

namespace Drydock.Build.Caching.Explaining;

/// <summary>
/// The ingredients of a key as facts that two builds can be compared by: numbered ones by what they
/// are about, so that one more variable does not change all that come after it.
/// </summary>
internal static class KeyFacts
{
    /// <summary>The command of a RUN.</summary>
    public const string Command = "command";

    /// <summary>Before the name of a variable.</summary>
    public const string Variable = "env ";

    /// <summary>Before the name of a file whose text stands in the Dockerfile.</summary>
    public const string Text = "text ";

    /// <summary>Before the target of a mount.</summary>
    public const string Mount = "mount ";

    /// <summary>What the snapshot below is.</summary>
    public const string Parent = "parent";

    /// <summary>The digest of copied files.</summary>
    public const string Content = "content";

    /// <summary>The facts by name, in the order of the key.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IReadOnlyList<Ingredient> ingredients)
    {
        var facts = new List<KeyValuePair<string, string>>();
        var command = new List<string>();
        var mount = "";
        for (var i = 0; i < ingredients.Count; i++)
        {
            var (name, value) = ingredients[i];
            switch (name.Split(':')[0])
            {
                case "argument":
                    command.Add(value);
                    break;
                case "env":
                    var equals = value.IndexOf('=', StringComparison.Ordinal);
                    facts.Add(new(Variable + value[..Math.Max(0, equals)], value[(equals + 1)..]));
                    break;
                case "script" or "heredoc":
                    var end = value.IndexOf('\0', StringComparison.Ordinal);
                    facts.Add(new(Text + value[..Math.Max(0, end)], value[(end + 1)..]));
                    break;
                case "mount":
                    mount = Mount + ingredients.Skip(i).FirstOrDefault(g => g.Name == "mount-target")?.Value;
                    facts.Add(new(mount, value.ToLowerInvariant()));
                    break;
                case "mount-target":
                    break;
                case ['m', 'o', 'u', 'n', 't', '-', .. var option]:
                    facts.Add(new($"{mount} {option}", value));
                    break;
                default:
                    facts.Add(new(name, value));
                    break;
            }
        }

        return command.Count == 0 ? facts : [new(Command, string.Join(' ', command)), .. facts];
    }
}
