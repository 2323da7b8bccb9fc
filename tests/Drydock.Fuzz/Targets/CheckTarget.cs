using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;

namespace Drydock.Fuzz.Targets;

/// <summary>The build checks: they always give a report.</summary>
internal sealed class CheckTarget : FuzzTarget
{
    private readonly CheckEnvironment _environment = new();

    public override string Name => "checks";

    public override IReadOnlyList<string> Seeds => Targets.Seeds.Dockerfiles;

    public override IReadOnlyList<string> Pieces => Targets.Seeds.Pieces;

    public override int Run(string input)
    {
        var document = DockerfileDocument.Parse(input);
        var lines = input.AsSpan().Count('\n') + 1;
        var behaviour = default(HashCode);
        foreach (var finding in CheckRunner.Run(document, _environment).Findings)
        {
            Require(finding.Lines.End <= lines, $"{finding.Code} is outside of the file");
            behaviour.Add(finding.Code);
        }

        return behaviour.ToHashCode();
    }
}
