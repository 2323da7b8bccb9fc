namespace Drydock.Cli.Templates;

/// <summary>A template that cannot be parsed or executed; the message is one line for the user, with the place.</summary>
internal sealed class TemplateException : Exception
{
    private TemplateException(string message)
        : base(message)
    {
    }

    /// <summary><c>template: NAME:LINE:COLUMN: cause</c>; lines count from 1 and columns from 0, as Go's do.</summary>
    public static TemplateException Parsing(TemplateSource source, int position, string cause) =>
        new($"template: {source.Locate(position)}: {cause}");

    /// <summary>The same for a failure in execution, with the expression that failed.</summary>
    public static TemplateException Executing(TemplateSource source, TemplateNode node, string cause) =>
        new($"template: {source.Locate(node.Start)}: executing \"{source.Name}\" at <{source.Text[node.Start..node.End]}>: {cause}");
}

/// <summary>The text of a template, and its name for messages; docker's templates have none.</summary>
internal sealed record TemplateSource(string Text, string Name = "")
{
    public string Locate(int position)
    {
        position = Math.Min(position, Text.Length);
        var before = Text.AsSpan(0, position);
        return $"{Name}:{before.Count('\n') + 1}:{position - (before.LastIndexOf('\n') + 1)}";
    }
}
