namespace Drydock.Dockerfile.Tests.Checks;

/// <summary>A page of docs/checks, as it was when the tests were built.</summary>
internal static class RulePage
{
    internal sealed record Example(bool IsGood, string Text, string IgnoreFile);

    public static string Read(string name)
    {
        using var stream = typeof(RulePage).Assembly.GetManifestResourceStream("checks/" + name)
            ?? throw new FileNotFoundException($"docs/checks/{name}.md is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The Dockerfiles after "Bad:" and "Good:", each with the ignore file between, if there is one.</summary>
    public static List<Example> Examples(string rule) => ExamplesIn(Read(rule));

    /// <summary>The same in the text of a page, or of a part of one.</summary>
    public static List<Example> ExamplesIn(string page)
    {
        var examples = new List<Example>();
        bool? isGood = null;
        var ignoreFile = "";
        string? fence = null;
        var block = new List<string>();
        foreach (var line in page.Split('\n'))
        {
            if (fence is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                fence = line[3..];
                block.Clear();
            }
            else if (line == "```")
            {
                var text = string.Join('\n', block);
                if (fence == "dockerignore")
                {
                    ignoreFile = text;
                }
                else if (fence == "dockerfile")
                {
                    examples.Add(new Example(isGood!.Value, text, ignoreFile));
                }

                fence = null;
            }
            else if (fence is not null)
            {
                block.Add(line);
            }
            else if (line.StartsWith("Bad: ", StringComparison.Ordinal) || line.StartsWith("Good: ", StringComparison.Ordinal))
            {
                (isGood, ignoreFile) = (line[0] == 'G', "");
            }
        }

        return examples;
    }
}
