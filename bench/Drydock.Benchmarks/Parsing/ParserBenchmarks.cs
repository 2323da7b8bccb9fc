using BenchmarkDotNet.Attributes;
using Drydock.Dockerfile;
using Drydock.Dockerfile.Checks;

namespace Drydock.Benchmarks.Parsing;

/// <summary>Reading Dockerfiles: text to typed instructions and stages, and the build checks over them.</summary>
public class ParserBenchmarks
{
    /// <summary>The size of the one large file.</summary>
    public const int LargeBytes = 1 << 20;

    private static readonly CheckEnvironment s_environment = new();

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Corpora))]
    public Corpus Corpus { get; set; } = null!;

    /// <summary>All that is measured.</summary>
    public static IEnumerable<Corpus> Corpora => [.. Corpus.All(), Corpus.OneFile(LargeBytes)];

    /// <summary>Reads every file.</summary>
    [Benchmark]
    public int Parse()
    {
        var stages = 0;
        foreach (var text in Corpus.Texts)
        {
            stages += DockerfileDocument.Parse(text).Stages.Count;
        }

        return stages;
    }

    /// <summary>Reads every file and runs the build checks.</summary>
    [Benchmark]
    public int ParseAndCheck()
    {
        var findings = 0;
        foreach (var text in Corpus.Texts)
        {
            findings += CheckRunner.Run(DockerfileDocument.Parse(text), s_environment).Findings.Count;
        }

        return findings;
    }
}
