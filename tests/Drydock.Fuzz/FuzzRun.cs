using System.Diagnostics;

namespace Drydock.Fuzz;

/// <summary>Gives one target many inputs, each made from earlier ones.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    /// <summary>Input kept because it made the target do something new.</summary>
    private const int MostKept = 4096;

    /// <summary>How much the managed heap may grow over the whole run: what is kept, and garbage.</summary>
    private const long MostHeapGrowthBytes = 256L << 20;

    private readonly Random _random = new(seed);
    private readonly Judge _judge = new(target);
    private readonly List<string> _kept = [.. target.Seeds];
    private readonly HashSet<int> _behaviours = [];

    /// <summary>How many inputs were run.</summary>
    public int Inputs { get; private set; }

    /// <summary>How many different things the target did.</summary>
    public int Behaviours => _behaviours.Count;

    /// <summary>How long the run took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>What the run cost at most for one input.</summary>
    public Judge Costs => _judge;

    /// <summary>Runs until there is a finding or the inputs are used up.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="started">Is told of each input before it is run.</param>
    public Finding? Go(int inputs, Action<string>? started = null)
    {
        var mutator = new Mutator(_random, target.Pieces, target.MaxLength);
        var start = Stopwatch.GetTimestamp();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        Finding? finding = null;
        for (; Inputs < inputs && finding is null; Inputs++)
        {
            var input = Inputs < target.Seeds.Count ? target.Seeds[Inputs] : mutator.Mutate(Any(), Any());
            started?.Invoke(input);
            finding = _judge.Try(input, out var behaviour);
            if (_behaviours.Add(behaviour) && _kept.Count < MostKept)
            {
                _kept.Add(input);
            }
        }

        Elapsed = Stopwatch.GetElapsedTime(start);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - heap;
        return finding ?? (growth > MostHeapGrowthBytes ? new Finding("", $"the heap grew by {growth >> 20} MiB over the run") : null);
    }

    private string Any() => _kept[_random.Next(_kept.Count)];
}
