namespace Drydock.Comparison.Harness;

/// <summary>The cases of one folder, each built by both builders. Areas run side by side. Needs root, buildah and a runtime.</summary>
public abstract class Area(ComparisonYard yard) : IClassFixture<ComparisonYard>
{
    [Theory, Cases]
    public async Task Build_OfACase_GivesTheImageThatIsExpected(string name)
    {
        var findings = await yard.CheckAsync(new ComparisonCase(NameOf(GetType()), name));
        Assert.True(findings.Length == 0, findings);
    }

    /// <summary>The folder of a class: CopyWildcards has <c>copy-wildcards</c>.</summary>
    internal static string NameOf(Type area) => string.Concat(area.Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
