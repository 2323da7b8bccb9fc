namespace Drydock.Architecture.Tests;

/// <summary>Uses shellcheck, python3 and tar, which <c>scripts/setup test</c> installs.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task Scripts_UnderShellcheck_AreClean()
    {
        string[] scripts =
        [
            .. Repository.Files("", "scripts").Concat(Repository.Files("", ".ci")).Concat(Repository.Files("", "examples"))
                .Where(f => File.ReadLines(Path.Join(Repository.Root, f)).FirstOrDefault() is { } first
                    && first.StartsWith("#!", StringComparison.Ordinal) && first.EndsWith("sh", StringComparison.Ordinal)),
        ];
        Assert.Contains("scripts/demo", scripts);
        var (status, output) = await Tool.RunAsync("shellcheck", ["-x", .. scripts]);
        Assert.True(status == 0, output);
    }

    /// <summary>The harness of <c>make bench</c> has tests of its own.</summary>
    [Fact]
    public async Task BenchHarness_UnderItsTests_Passes()
    {
        var (status, output) = await Tool.RunAsync(
            "env", "PYTHONPATH=bench", "PYTHONDONTWRITEBYTECODE=1", "python3", "-m", "unittest", "discover", "-s", "bench/tests");
        Assert.True(status == 0, output);
    }

    [Fact]
    public async Task Tarball_OfSourceBuild_HoldsTheFolderBesideIt()
    {
        var unpacked = Directory.CreateTempSubdirectory("drydock-tarball-");
        try
        {
            const string Example = "examples/source-build/wordfreq-1.2";
            var (status, output) = await Tool.RunAsync("tar", "-xzf", $"{Example}.tar.gz", "-C", unpacked.FullName);
            Assert.True(status == 0, output);
            (status, output) = await Tool.RunAsync("diff", "-r", Example, Path.Join(unpacked.FullName, "wordfreq-1.2"));
            Assert.True(status == 0, output);
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }
}
