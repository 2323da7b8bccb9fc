using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Drydock.Benchmarks;

/// <summary>A column with a number that is computed from a result.</summary>
internal abstract class ResultColumn(string name, string legend, string decimals) : IColumn
{
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
        var shown = summary[benchmarkCase] is { } report ? ValueOf(benchmarkCase, report) : null;
        return shown?.ToString(shown < 100 && shown != Math.Floor(shown.Value) ? decimals : "0", CultureInfo.InvariantCulture) ?? "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <summary>The number; null where there is none.</summary>
    protected abstract double? ValueOf(BenchmarkCase benchmarkCase, BenchmarkReport report);
}
