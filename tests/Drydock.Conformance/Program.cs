using Drydock.Conformance;
using Drydock.Conformance.Suites;

// Drydock.Conformance [FOLDER] [--suite NAME]...
// Judges the product by the corpora in FOLDER. Exit status 1 when a case failed, 2 on misuse.
string? argument = null;
var wanted = new HashSet<string>(StringComparer.Ordinal);
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--suite" && i + 1 < args.Length)
    {
        wanted.Add(args[++i]);
    }
    else if (argument is null && !args[i].StartsWith('-'))
    {
        argument = args[i];
    }
    else
    {
        Console.Error.WriteLine($"conformance: unexpected argument {args[i]}; usage: Drydock.Conformance [FOLDER] [--suite NAME]...");
        return 2;
    }
}

string? folder;
try
{
    folder = CorporaFolder.Find(argument);
}
catch (DirectoryNotFoundException e)
{
    Console.Error.WriteLine($"conformance: {e.Message}");
    return 2;
}

if (folder is null)
{
    Console.WriteLine($"conformance: no corpora here, nothing was judged (name their folder as argument or in {CorporaFolder.Variable})");
    return 0;
}

var suites = AllSuites.Create();
if (wanted.Except(suites.Select(s => s.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"conformance: no suite is called {unknown}; there are {string.Join(", ", suites.Select(s => s.Name))}");
    return 2;
}

var differences = Differences.BuiltIn();
var reports = new List<SuiteReport>();
foreach (var suite in suites.Where(s => wanted.Count == 0 || wanted.Contains(s.Name)))
{
    var report = SuiteReport.Of(suite, folder, differences);
    reports.Add(report);
    Console.WriteLine(report.Summary);
}

foreach (var failure in reports.SelectMany(r => r.Results).Where(r => r.Outcome == Outcome.Failed))
{
    Console.WriteLine($"FAILED {failure.Id}: {failure.Detail}");
}

if (wanted.Count == 0)
{
    var ids = reports.SelectMany(r => r.Results.SelectMany(c => new[] { c.Id, $"{r.Suite}/{c.Id}" })).ToHashSet(StringComparer.Ordinal);
    foreach (var id in differences.Ids.Where(id => !ids.Contains(id)))
    {
        Console.WriteLine($"note: docs/differences.md lists {id}, which no suite has");
    }
}

var failed = reports.Sum(r => r.Count(Outcome.Failed));
Console.WriteLine($"{reports.Sum(r => r.Count(Outcome.Passed))} passed, {failed} failed, {reports.Sum(r => r.Count(Outcome.Skipped) + r.Count(Outcome.Divergent))} skipped");
return failed > 0 ? 1 : 0;
