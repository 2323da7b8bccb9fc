using System.Globalization;

namespace Drydock.Benchmarks.Contests;

/// <summary>The same work by us and by another program, in turns; of each, its fastest round counts.</summary>
/// <param name="Title">What is done.</param>
/// <param name="Other">The other program.</param>
/// <param name="AtMost">How much of the other's time we may take.</param>
/// <param name="Ours">Our round.</param>
/// <param name="Theirs">A round of the other one.</param>
internal sealed record Contest(string Title, string Other, double AtMost, Func<Effort> Ours, Func<Effort> Theirs)
{
    /// <summary>What is above the rows.</summary>
    public const string Header = """
        | work | beside | ours | theirs | ratio | at most | CPU | bytes | met |
        |---|---|--:|--:|--:|--:|--:|--:|---|
        """;

    /// <summary>Runs it and prints a row; false when we are not as fast as we must be.</summary>
    /// <param name="rounds">Rounds that count; one before them does not.</param>
    public bool Run(int rounds)
    {
        Ours();
        Theirs();
        var (ours, theirs) = (new List<Effort>(), new List<Effort>());
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Ours());
            theirs.Add(Theirs());
        }

        var (mine, other) = (ours.MinBy(e => e.Seconds)!, theirs.MinBy(e => e.Seconds)!);
        var ratio = mine.Seconds / other.Seconds;
        var cpu = ours.Min(e => e.CpuSeconds) / theirs.Min(e => e.CpuSeconds);
        var bytes = other.Bytes == 0 ? "" : (mine.Bytes / (double)other.Bytes).ToString("0.00", CultureInfo.InvariantCulture) + "×";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {Title} | {Other} | {mine.Seconds:0.00} s | {other.Seconds:0.00} s | {ratio:0.00}× | {AtMost:0.00}× | {cpu:0.00}× | {bytes} | {(ratio <= AtMost ? "yes" : "**no**")} |"));
        return ratio <= AtMost;
    }
}
