using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Drydock.Benchmarks.Parsing;

/// <summary>A column that is computed from a result and its corpus.</summary>
internal sealed class CorpusColumn(string name, string legend, Func<Corpus, BenchmarkReport, double?> value) : ResultColumn(name, legend, "0.###")
{
    public static CorpusColumn Files { get; } = new("Files", "Number of files in the corpus", (corpus, _) => corpus.Texts.Count);

    public static CorpusColumn Throughput { get; } = new(
        "MB/s",
        "Megabytes (10^6 bytes of UTF-8) a second, at the median",
        (corpus, report) => report.ResultStatistics is { } statistics ? corpus.SizeBytes / (statistics.Median / 1e9) / 1e6 : null);

    public static CorpusColumn Allocations { get; } = new(
        "KB/file",
        "Kilobytes allocated for a file, on average",
        (corpus, report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) / 1e3 / corpus.Texts.Count);

    public static CorpusColumn Milliseconds { get; } = new(
        "ms/file",
        "Milliseconds for a file, at the median",
        (corpus, report) => report.ResultStatistics?.Median / 1e6 / corpus.Texts.Count);

    protected override double? ValueOf(BenchmarkCase benchmarkCase, BenchmarkReport report) =>
        value((Corpus)benchmarkCase.Parameters[nameof(ParserBenchmarks.Corpus)], report);
}
