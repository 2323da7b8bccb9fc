using System.Reflection;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Drydock.Benchmarks;

/// <summary>A column that divides a result by what the call worked on.</summary>
internal sealed class AmountColumn(string name, string legend, Func<AmountAttribute, double, double?> value) : ResultColumn(name, legend, "0.##")
{
    public static AmountColumn Throughput { get; } = new(
        "MB/s", "Megabytes (10^6 bytes of content) a second, at the median", (amount, nanoseconds) => amount.Bytes == 0 ? null : amount.Bytes / nanoseconds * 1e3);

    public static AmountColumn Item { get; } = new(
        "us/item", "Microseconds for one file, entry or key, at the median", (amount, nanoseconds) => amount.Items == 0 ? null : nanoseconds / amount.Items / 1e3);

    protected override double? ValueOf(BenchmarkCase benchmarkCase, BenchmarkReport report) =>
        report.ResultStatistics is { } statistics && benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<AmountAttribute>() is { } amount
            ? value(amount, statistics.Median)
            : null;
}
