using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Drydock.Benchmarks;
using Drydock.Benchmarks.Caching;
using Drydock.Benchmarks.Contests;
using Drydock.Benchmarks.Layers;
using Drydock.Benchmarks.Parsing;

// Measures the hot paths, and holds the reading of a large Dockerfile to its limit. Exit status 1 when that
// is missed or a benchmark fails. Results are also in artifacts/bench-micro/. An argument chooses by a part
// of the name of a class.
// "layers BINARY DIRECTORY" runs the contests of layers beside other tools instead.
if (args is ["layers", var binary, var work])
{
    return ContestProgram.Run(binary, work);
}

const double limitMilliseconds = 50;

var chosen = args is [var part] ? part : "";
var failed = false;
var parsing = Run(typeof(ParserBenchmarks), CorpusColumn.Files, CorpusColumn.Throughput, CorpusColumn.Milliseconds, CorpusColumn.Allocations);
foreach (var type in new[] { typeof(TarBenchmarks), typeof(CompressionBenchmarks), typeof(ContextBenchmarks), typeof(CacheBenchmarks) })
{
    Run(type, AmountColumn.Throughput, AmountColumn.Item);
}

return failed || (parsing is not null && !HoldsLimit(parsing)) ? 1 : 0;

Summary? Run(Type type, params IColumn[] columns)
{
    if (!type.Name.Contains(chosen, StringComparison.OrdinalIgnoreCase))
    {
        return null;
    }

    var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(15);
    var config = ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Params)
        .AddColumn(TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max)
        .AddColumn(columns)
        .AddExporter(MarkdownExporter.Console)
        .AddLogger(NullLogger.Instance)
        .WithArtifactsPath(Path.Join(Environment.CurrentDirectory, "artifacts", "bench-micro"));
    var summary = BenchmarkRunner.Run(type, config);
    MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
    foreach (var error in summary.ValidationErrors)
    {
        Console.Error.WriteLine($"bench-micro: {error.Message}");
    }

    failed |= summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success);
    return summary;
}

static bool HoldsLimit(Summary parsing)
{
    var large = parsing.Reports.FirstOrDefault(r => r.Success
        && r.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ParserBenchmarks.Parse)
        && ((Corpus)r.BenchmarkCase.Parameters[nameof(Corpus)]).Texts is [{ Length: >= ParserBenchmarks.LargeBytes }]);
    if (large?.ResultStatistics is not { } statistics)
    {
        Console.Error.WriteLine("bench-micro: the large file was not measured; the log in artifacts/bench-micro says why");
        return false;
    }

    var milliseconds = statistics.Median / 1e6;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a Dockerfile of 1 MiB parses in {milliseconds:F1} ms (median; limit {limitMilliseconds:F0} ms)"));
    return milliseconds < limitMilliseconds;
}
