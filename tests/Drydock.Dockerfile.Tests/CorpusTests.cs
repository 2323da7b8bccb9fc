using Drydock.Dockerfile.Checks;
using Drydock.Dockerfile.Syntax;

namespace Drydock.Dockerfile.Tests;

/// <summary>The Dockerfiles of <c>tests/corpus</c>: together they have every instruction, flag and form of the language.</summary>
public sealed class CorpusTests
{
    private const string Prefix = "corpus/";

    private static readonly string[] s_names =
        [.. typeof(CorpusTests).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => new(s_names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_OfAFile_HasNoErrorAndLosesNothing(string name)
    {
        var text = Read(name);
        var document = DockerfileDocument.Parse(text);
        Assert.Empty(document.Diagnostics);
        Assert.Equal(text, document.Format());
        Assert.Equal(document.Tree.Dump(), DockerfileDocument.Parse(document.Format()).Tree.Dump());
    }

    [Fact]
    public void Instructions_OfAllFiles_AreAllThereAre()
    {
        var documents = s_names.Select(name => DockerfileDocument.Parse(Read(name))).ToList();
        var used = documents.SelectMany(d => d.Nodes).Select(n => n.Name!).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Keywords.All, used);
        var flags = documents.SelectMany(d => d.Nodes).SelectMany(n => n.Flags).Select(f => f.Split('=')[0][2..]).ToHashSet(StringComparer.Ordinal);
        string[] known =
        [
            "platform", "from", "chown", "chmod", "link", "exclude", "parents", "checksum", "keep-git-dir", "unpack",
            "mount", "network", "security", "device", "interval", "timeout", "start-period", "start-interval", "retries",
        ];
        Assert.Equal(known.Order(StringComparer.Ordinal), flags.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("corpus/comments", "ConsistentInstructionCasing")]
    [InlineData("corpus/comments", "MaintainerDeprecated")]
    [InlineData("corpus/expansions", "LegacyKeyValueFormat")]
    public void Checks_OfAFile_FindWhatIsInIt(string name, string rule) =>
        Assert.Contains(CheckRunner.Run(DockerfileDocument.Parse(Read(name)), new CheckEnvironment()).Findings, f => f.Code == rule);

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(CorpusTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
