using System.Globalization;
using Drydock.Fuzz;
using Drydock.Fuzz.Targets;

// Drydock.Fuzz [--inputs N] [--seed N] [--target NAME]... [--replay FILE]
// Feeds every target mutated input. Exit status 1 when there is a finding, 2 on misuse. Findings are kept
// in artifacts/fuzz/; --replay with --target runs one of them again.
const int shortRun = 20_000;
FuzzTarget[] targets =
[
    new ParserTarget(), new CheckTarget(), new ExpanderTarget(), new IgnoreTarget(), new ReferenceTarget(), new PlatformTarget(), new GitReferenceTarget(),
];

var (inputs, seed, replay) = (shortRun, 1, (string?)null);
var wanted = new List<FuzzTarget>();
for (var i = 0; i < args.Length; i += 2)
{
    var value = i + 1 < args.Length ? args[i + 1] : "";
    var understood = args[i] switch
    {
        "--inputs" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out inputs) && inputs > 0,
        "--seed" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed),
        "--replay" => File.Exists(replay = value),
        "--target" => Array.Find(targets, t => t.Name == value) is { } target && !wanted.Contains(target) && Add(target),
        _ => false,
    };
    if (!understood)
    {
        Console.Error.WriteLine(
            $"fuzz: cannot use '{args[i]} {value}'; usage: Drydock.Fuzz [--inputs N] [--seed N] [--target NAME]... [--replay FILE]; "
            + $"targets are {string.Join(", ", targets.Select(t => t.Name))}");
        return 2;
    }
}

if (wanted.Count == 0)
{
    wanted.AddRange(targets);
}

if (replay is not null)
{
    var input = replay.EndsWith(".current", StringComparison.Ordinal) ? CurrentInput.Read(replay) : SavedInput.Read(replay);
    foreach (var target in wanted)
    {
        Console.WriteLine($"{target.Name}: {new Judge(target).Try(input, out _)?.What ?? "nothing to find"}");
    }

    return 0;
}

var missed = SelfTest.Missed().ToList();
foreach (var name in missed)
{
    Console.WriteLine($"FAILED self-test: a reader that {name} was not found out");
}

var folder = Path.Join(Environment.CurrentDirectory, "artifacts", "fuzz");
Directory.CreateDirectory(folder);
var failed = missed.Count;
foreach (var target in wanted)
{
    var run = new FuzzRun(target, seed);
    Finding? finding;
    using (var current = new CurrentInput(Path.Join(folder, $"{target.Name}.current"), target.MaxLength))
    {
        finding = run.Go(inputs, current.Set);
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{target.Name} {run.Inputs} inputs, {run.Behaviours} behaviours, {run.Elapsed.TotalSeconds:F0} s; at most {run.Costs.MostBytes / 1024.0:F0} KiB and {run.Costs.Longest.TotalMilliseconds:F0} ms for one"));
    if (finding is not null)
    {
        failed++;
        var path = Path.Join(folder, $"{target.Name}-{seed}.txt");
        SavedInput.Write(path, finding.Input);
        Console.WriteLine($"FAILED {target.Name}: {finding.What}; kept in {path}, run it again with --target {target.Name} --replay {path}");
    }
}

Console.WriteLine($"{wanted.Count + 1 - Math.Min(failed, wanted.Count + 1)} passed, {failed} failed, 0 skipped");
return failed > 0 ? 1 : 0;

bool Add(FuzzTarget target)
{
    wanted.Add(target);
    return true;
}
