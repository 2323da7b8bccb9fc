using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Drydock.Benchmarks;

// Measures the reading of Dockerfiles and holds the large file to its limit. Exit status 1 when
// that is missed or a benchmark fails. Results are also in artifacts/bench-micro/.
const double limitMilliseconds = 50;

var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Params)
    .AddColumn(TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max)
    .AddColumn(CorpusColumn.Files, CorpusColumn.Throughput, CorpusColumn.Milliseconds, CorpusColumn.Allocations)
    .AddExporter(MarkdownExporter.Console)
    .AddLogger(NullLogger.Instance)
    .WithArtifactsPath(Path.Join(Environment.CurrentDirectory, "artifacts", "bench-micro"));

var summary = BenchmarkRunner.Run<ParserBenchmarks>(config);
MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
foreach (var error in summary.ValidationErrors)
{
    Console.Error.WriteLine($"bench-micro: {error.Message}");
}

var large = summary.Reports.FirstOrDefault(r => r.Success
    && r.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ParserBenchmarks.Parse)
    && ((Corpus)r.BenchmarkCase.Parameters[nameof(Corpus)]).Texts is [{ Length: >= ParserBenchmarks.LargeBytes }]);
if (large?.ResultStatistics is not { } statistics)
{
    Console.Error.WriteLine("bench-micro: the large file was not measured; the log in artifacts/bench-micro says why");
    return 1;
}

var milliseconds = statistics.Median / 1e6;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a Dockerfile of 1 MiB parses in {milliseconds:F1} ms (median; limit {limitMilliseconds:F0} ms)"));
return milliseconds < limitMilliseconds ? 0 : 1;
