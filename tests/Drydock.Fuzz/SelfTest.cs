namespace Drydock.Fuzz;

/// <summary>Shows that a run can find something: readers with a planted fault must be found out.</summary>
internal static class SelfTest
{
    private const int Inputs = 200_000;

    /// <summary>The faults that were not found; empty when all were.</summary>
    public static IEnumerable<string> Missed() =>
        from target in new FuzzTarget[] { new Faulty("throws", Throw), new Faulty("allocates", Allocate), new Faulty("nests", Nest) }
        where new FuzzRun(target, seed: 1).Go(Inputs) is null
        select target.Name;

    private static void Throw(string input) => _ = input.Contains("$${", StringComparison.Ordinal) ? input[input.Length] : ' ';

    private static void Allocate(string input) => _ = input.Contains("((", StringComparison.Ordinal) ? new byte[64 << 20] : [];

    private static void Nest(string input)
    {
        var depth = 0;
        foreach (var c in input)
        {
            depth = c == '(' ? depth + 1 : 0;
            if (depth > 100)
            {
                throw new InvalidOperationException("nested too deep");
            }
        }
    }

    private sealed class Faulty(string name, Action<string> read) : FuzzTarget
    {
        public override string Name => name;

        public override IReadOnlyList<string> Seeds { get; } = ["plain text", "a ( b ) c"];

        public override IReadOnlyList<string> Pieces { get; } = ["$", "{", "x"];

        public override int Run(string input)
        {
            read(input);
            return input.Length % 7;
        }
    }
}
