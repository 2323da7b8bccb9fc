using System.Globalization;
using System.Text;
using Drydock.Build;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Cli.Rendering;

/// <summary>The message of a failed build: the step with its last output, the lines of the Dockerfile, the cause.</summary>
internal static class BuildFailure
{
    private const int LastLines = 20;

    /// <summary>All errors of a Dockerfile.</summary>
    public static CommandException OfDocument(DockerfileDocument document)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in document.Diagnostics)
        {
            var line = diagnostic.Lines.IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $" on line {diagnostic.Lines.Start}");
            Append(text, diagnostic, document, $"dockerfile parse error{line}: ");
        }

        return new CommandException(text.ToString().TrimEnd());
    }

    /// <summary>One error of a Dockerfile that can be read but not built.</summary>
    public static CommandException OfDiagnostic(Diagnostic error, DockerfileDocument document)
    {
        var text = new StringBuilder();
        Append(text, error, document, "");
        return new CommandException(text.ToString().TrimEnd());
    }

    private static void Append(StringBuilder text, Diagnostic diagnostic, DockerfileDocument document, string prefix)
    {
        if (!diagnostic.Lines.IsNone)
        {
            text.Append(SourceExcerpt.Render(document.Text, document.FileName, diagnostic.Lines));
        }

        text.Append(CultureInfo.InvariantCulture, $"ERROR: failed to build: {prefix}{diagnostic.Message}\n");
        if (diagnostic.Hint is not null)
        {
            text.Append(diagnostic.Hint).Append('\n');
        }

        if (diagnostic.DocumentationUrl is not null)
        {
            text.Append("see ").Append(diagnostic.DocumentationUrl).Append('\n');
        }
    }

    /// <summary>A failed step.</summary>
    /// <param name="error">How it failed.</param>
    /// <param name="document">Its Dockerfile.</param>
    /// <param name="vertices">What was shown of the build.</param>
    /// <param name="debugCommand">The command that opens a shell where it failed; null where that was done.</param>
    public static CommandException OfStep(
        BuildException error, DockerfileDocument document, IReadOnlyCollection<VertexState> vertices, string? debugCommand = null)
    {
        var text = new StringBuilder();
        if (vertices.FirstOrDefault(v => v.Number == error.Vertex) is { } vertex)
        {
            text.Append(CultureInfo.InvariantCulture, $"------\n > {vertex.Name}:\n");
            foreach (var (seconds, line) in vertex.Log.Lines.TakeLast(LastLines))
            {
                text.Append(CultureInfo.InvariantCulture, $"{seconds:F3} {line}\n");
            }

            text.Append("------\n");
        }

        if (!error.Lines.IsNone)
        {
            text.Append(SourceExcerpt.Render(document.Text, document.FileName, error.Lines));
        }

        text.Append("ERROR: failed to build: ").Append(error.Message);
        if (error.IsKept && debugCommand is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nlook into what it left, until the next build, with \"{debugCommand}\"");
        }

        return new CommandException(text.ToString(), cause: error);
    }
}
