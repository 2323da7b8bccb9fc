using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Drydock.Benchmarks;

/// <summary>A column that divides a result by what the call worked on.</summary>
internal sealed class AmountColumn(string name, string legend, Func<AmountAttribute, double, double?> value) : IColumn
{
    public static AmountColumn Throughput { get; } = new(
        "MB/s", "Megabytes (10^6 bytes of content) a second, at the median", (amount, nanoseconds) => amount.Bytes == 0 ? null : amount.Bytes / nanoseconds * 1e3);

    public static AmountColumn Item { get; } = new(
        "us/item", "Microseconds for one file, entry or key, at the median", (amount, nanoseconds) => amount.Items == 0 ? null : nanoseconds / amount.Items / 1e3);

    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
        && benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<AmountAttribute>() is { } amount
        && value(amount, statistics.Median) is { } shown
            ? shown.ToString(shown < 100 ? "0.##" : "0", CultureInfo.InvariantCulture)
            : "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
