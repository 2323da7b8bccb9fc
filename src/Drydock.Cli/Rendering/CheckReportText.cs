using System.Globalization;
using System.Text;
using Drydock.Build.Progress;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Cli.Rendering;

/// <summary>Findings of the build checks and other warnings as text, in BuildKit's forms.</summary>
internal static class CheckReportText
{
    /// <summary>The warnings at the end of a build, each a line; in full when <paramref name="expand"/> is set.</summary>
    public static string OfBuild(IReadOnlyList<BuildWarning> warnings, DockerfileDocument document, bool expand)
    {
        if (warnings.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n {Count(warnings.Count)} found{(expand ? "" : " (use --debug to expand)")}:\n");
        foreach (var warning in warnings)
        {
            text.Append(" - ").Append(warning.Text).Append('\n');
            if (expand)
            {
                AppendDetails(text, warning.Warning, document);
            }
        }

        return TerminalText.Lines(text.ToString());
    }

    /// <summary>What <c>--check</c> prints when nothing keeps the file from being built.</summary>
    public static string OfCheck(CheckReport report, DockerfileDocument document)
    {
        var text = new StringBuilder();
        if (report.Findings.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Check complete, {Count(report.Findings.Count)} {(report.Findings.Count == 1 ? "has" : "have")} been found!\n");
        }
        else if (report.Error is null)
        {
            text.Append("Check complete, no warnings found.\n");
        }

        foreach (var finding in report.Findings)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nWARNING: {finding.Code}{(UrlOf(finding) is { } url ? " - " + url : "")}\n{finding.Message}\n");
            AppendExcerpt(text, finding.Lines, document);
        }

        return TerminalText.Lines(text.ToString());
    }

    /// <summary>Where more is said about a warning; null when nowhere.</summary>
    public static string? UrlOf(Diagnostic warning) =>
        CheckRunner.Checks.FirstOrDefault(c => c.Name == warning.Code)?.ReferenceUrl ?? warning.DocumentationUrl;

    private static string Count(int warnings) =>
        warnings == 1 ? "1 warning" : string.Create(CultureInfo.InvariantCulture, $"{warnings} warnings");

    private static void AppendDetails(StringBuilder text, Diagnostic warning, DockerfileDocument document)
    {
        var description = CheckRunner.Checks.FirstOrDefault(c => c.Name == warning.Code)?.Description ?? warning.Hint;
        if (description is not null)
        {
            text.Append(description).Append('\n');
        }

        if (UrlOf(warning) is { } url)
        {
            text.Append("More info: ").Append(url).Append('\n');
        }

        AppendExcerpt(text, warning.Lines, document);
        text.Append('\n');
    }

    private static void AppendExcerpt(StringBuilder text, LineRange lines, DockerfileDocument document)
    {
        if (!lines.IsNone)
        {
            text.Append(SourceExcerpt.Render(document.Text, document.FileName, lines));
        }
    }
}
