using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Drydock.Benchmarks.Parsing;

/// <summary>A column that is computed from a result and its corpus.</summary>
internal sealed class CorpusColumn(string name, string legend, Func<Corpus, BenchmarkReport, double?> value) : IColumn
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

    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var corpus = (Corpus)benchmarkCase.Parameters[nameof(ParserBenchmarks.Corpus)];
        var shown = summary[benchmarkCase] is { } report ? value(corpus, report) : null;
        return shown?.ToString(shown < 100 && shown != Math.Floor(shown.Value) ? "0.###" : "0", CultureInfo.InvariantCulture) ?? "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
