using System.Reflection;
using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Tests.Checks;

namespace Drydock.Dockerfile.Tests.Diagnostics;

/// <summary>Every error has a section in docs/errors.md, and the examples there fail as it says, or do not.</summary>
public sealed class ErrorPageTests
{
    private static readonly string[] s_codes =
        [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    public static TheoryData<string> Codes => new(s_codes);

    [Theory]
    [MemberData(nameof(Codes))]
    public void Examples_OfError_AreAsThePageSays(string code)
    {
        var section = Sections().Single(s => s.StartsWith(code + "\n", StringComparison.Ordinal));
        foreach (var example in RulePage.ExamplesIn(section))
        {
            var error = CheckRunner.Run(DockerfileDocument.Parse(example.Text), new CheckEnvironment()).Error;
            Assert.Equal(example.IsGood ? null : code, error?.Code);
        }
    }

    [Fact]
    public void Page_Always_HasTheSectionsThatErrorsPointTo()
    {
        Assert.Equal(s_codes.Order(StringComparer.Ordinal), Sections().Select(s => s.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.Equal("docs/errors.md#nostage", Diagnostic.Error(DiagnosticCodes.NoStage, "", LineRange.None).DocumentationUrl);
    }

    private static string[] Sections()
    {
        using var reader = new StreamReader(typeof(ErrorPageTests).Assembly.GetManifestResourceStream("errors")!);
        return reader.ReadToEnd().Split("\n## ")[1..];
    }
}
