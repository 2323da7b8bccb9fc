using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Drydock.Architecture.Tests;

public sealed partial class MarkdownTests
{
    [Fact]
    public void Links_BetweenPages_LeadSomewhere()
    {
        // Pages of the static site become HTML, and link to it.
        var pages = Repository.Files(".md").Where(p => !p.StartsWith("examples/static-site/pages/", StringComparison.Ordinal)).ToList();
        Assert.Contains("README.md", pages);
        Check.NoFindings(pages.SelectMany(page => Links(page).Select(link => Fault(page, link))).OfType<string>());
    }

    [Fact]
    public void MakeTargets_NamedInPages_Exist()
    {
        var targets = Target().Matches(Repository.Read("Makefile")).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = from page in Repository.Files(".md")
                    where !page.StartsWith("examples", StringComparison.Ordinal)
                    from use in MakeCommand().Matches(Repository.Read(page))
                    select (page, Target: use.Groups[1].Value);
        Assert.Contains(("README.md", "demo"), named);
        Check.NoFindings(named.Where(n => !targets.Contains(n.Target)).Select(n => $"{n.page} names `make {n.Target}`, which the Makefile has not"));
    }

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(CodeBlock().Replace(Repository.Read(page), "")).Select(m => m.Groups[1].Value);

    /// <summary>What is wrong with a link of <paramref name="page"/>; null when it leads somewhere or out of the repository.</summary>
    private static string? Fault(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        var (path, anchor) = link.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? (link[..at], link[(at + 1)..]) : (link, "");
        var target = path.Length == 0 ? page : Path.Join(Path.GetDirectoryName(page), path);
        var file = Path.Join(Repository.Root, target);
        if (!Path.Exists(file))
        {
            return $"{page}: {link} does not exist";
        }

        return anchor.Length > 0 && file.EndsWith(".md", StringComparison.Ordinal) && !Anchors(file).Contains(anchor)
            ? $"{page}: {path} has no heading for #{anchor}"
            : null;
    }

    /// <summary>The anchors of a page's headings, by GitHub's rule: lower case, blanks as hyphens, other marks dropped.</summary>
    private static HashSet<string> Anchors(string file)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(CodeBlock().Replace(File.ReadAllText(file), "")))
        {
            var anchor = new StringBuilder();
            foreach (var c in heading.Groups[1].Value.Trim().ToLower(CultureInfo.InvariantCulture))
            {
                if (char.IsLetterOrDigit(c) || c is '-' or '_')
                {
                    anchor.Append(c);
                }
                else if (c == ' ')
                {
                    anchor.Append('-');
                }
            }

            anchors.Add(anchor.ToString());
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^([a-z]+):", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();

    [GeneratedRegex(@"(?:^|`)(?:sudo )?make ([a-z]+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MakeCommand();
}
