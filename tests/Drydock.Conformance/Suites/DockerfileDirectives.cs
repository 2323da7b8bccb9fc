using Drydock.Dockerfile.Syntax;

namespace Drydock.Conformance.Suites;

/// <summary>Parser directives.</summary>
internal sealed class DockerfileDirectives() : Suite("dockerfile_directives")
{
    protected override CaseResult Judge(Case testCase)
    {
        var text = testCase.Text("dockerfile")!;
        var expected = new Case(testCase["expected"]);
        if (testCase.Text("function") == "all")
        {
            var all = DirectiveParser.ReadAll(text);
            Expect.Equal("number of directives", expected["count"].GetInt32(), all.Count);
            Expect.Equal("name", expected.Text("name"), all[0].Name);
            Expect.Equal("value", expected.Text("value"), all[0].Value);
            return testCase.Passed();
        }

        var found = testCase.Text("function") == "syntax" ? DirectiveParser.FindSyntax(text) : DirectiveParser.Find(text, "check");
        Expect.Equal("found", expected.Flag("found"), found is not null);
        if (found is null)
        {
            return testCase.Passed();
        }

        Expect.Equal("value", expected.Text("value"), found.FirstWord);
        if (expected.Has("cmdline"))
        {
            Expect.Equal("cmdline", expected.Text("cmdline"), found.Value);
        }

        if (expected.Has("line"))
        {
            Expect.Equal("line", expected["line"].GetInt32(), found.Line);
        }

        return testCase.Passed();
    }
}
