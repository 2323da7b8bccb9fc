namespace Drydock.Architecture.Tests;

internal static class Check
{
    /// <summary>Fails with all the findings, one a line, if there are any.</summary>
    public static void NoFindings(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all));
    }
}
