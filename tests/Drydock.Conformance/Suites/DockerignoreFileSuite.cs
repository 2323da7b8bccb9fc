using System.Text;
using System.Text.RegularExpressions;
using Drydock.Dockerfile.Ignore;

namespace Drydock.Conformance.Suites;

/// <summary>Reading of ignore files, and the classes of patterns.</summary>
internal sealed class DockerignoreFileSuite() : Suite("dockerignore_file")
{
    private static readonly string[] s_names =
    [
        "", "a", "b", "e", "ab", "ae", "abe", "ace", "aze", "a[b-d]e", "file", "xfile", "file1", "file.txt", "filetxt", "dir", "dir2", "foo", "bar",
        ".foo", ".bar", ".", "abc.def", "abcXdef", "abc?def", "a(b)c", "def", "a.|)$(}+{bc", "x.txt", "dist", "foo.bar",
        "proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
    ];

    protected override CaseResult Judge(Case testCase)
    {
        switch (testCase.Text("kind"))
        {
            case "ignorefile":
                Expect.EqualLists("patterns", testCase.Texts("expected_patterns"), [.. IgnoreFile.Parse(testCase.Text("input")!).Select(p => p.Text)]);
                break;
            case "compile":
                JudgeClass(testCase);
                break;
            default:
                return testCase.Failed($"unknown kind {testCase.Text("kind")}");
        }

        return testCase.Passed();
    }

    /// <summary>
    /// Compares the class; where upstream has a regular expression, which Drydock has not, compares
    /// what both match among paths of up to three names.
    /// </summary>
    private static void JudgeClass(Case testCase)
    {
        var pattern = new CompiledPattern(new IgnorePattern(testCase.Text("pattern")!));
        var kind = pattern.Kind switch
        {
            PatternKind.Exact => "exactMatch",
            PatternKind.Prefix => "prefixMatch",
            PatternKind.Suffix => "suffixMatch",
            _ => "regexpMatch",
        };
        Expect.Equal("class", testCase.Text("match_type"), kind);
        if (testCase.Text("regexp") is not { Length: > 0 } expression)
        {
            return;
        }

        var regex = new Regex(expression.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        foreach (var path in Paths())
        {
            Expect.Equal($"match of \"{path}\"", regex.IsMatch(path), pattern.IsMatch(Encoding.UTF8.GetBytes(path)));
        }
    }

    private static IEnumerable<string> Paths() =>
        from first in s_names
        from second in s_names
        from third in s_names
        select string.Join('/', new[] { first, second, third }.Where(name => name.Length > 0));
}
