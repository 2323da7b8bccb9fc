using Drydock.Conformance;
using Drydock.Conformance.Suites;

// Drydock.Conformance [FOLDER] [--suite NAME]... [--builds FILE]
// Judges the product by the corpora in FOLDER, or tells what whole builds, run by the corpora's runner,
// came to by its report FILE. Exit status 1 when a case failed, 2 on misuse.
string? argument = null, builds = null;
var wanted = new HashSet<string>(StringComparer.Ordinal);
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--suite" && i + 1 < args.Length)
    {
        wanted.Add(args[++i]);
    }
    else if (args[i] == "--builds" && i + 1 < args.Length)
    {
        builds = args[++i];
    }
    else if (argument is null && !args[i].StartsWith('-'))
    {
        argument = args[i];
    }
    else
    {
        Console.Error.WriteLine($"conformance: unexpected argument {args[i]}; usage: Drydock.Conformance [FOLDER] [--suite NAME]... [--builds FILE]");
        return 2;
    }
}

var differences = Differences.BuiltIn();
if (builds is not null)
{
    return Finish(BuildReport.Read(builds, differences));
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

return Finish(suites.Where(s => wanted.Count == 0 || wanted.Contains(s.Name)).Select(suite => SuiteReport.Of(suite, folder, differences)));

int Finish(IEnumerable<SuiteReport> made)
{
    var reports = new List<SuiteReport>();
    foreach (var report in made)
    {
        reports.Add(report);
        Console.WriteLine(report.Summary);
    }

    Tell(reports);
    return reports.Sum(r => r.Count(Outcome.Failed)) > 0 ? 1 : 0;
}

void Tell(IReadOnlyList<SuiteReport> reports)
{
    foreach (var failure in reports.SelectMany(r => r.Results).Where(r => r.Outcome == Outcome.Failed))
    {
        Console.WriteLine($"FAILED {failure.Id}: {failure.Detail}");
    }

    var listed = reports.Sum(r => r.Count(Outcome.Divergent));
    if (listed > 0)
    {
        Console.WriteLine($"{listed} differ as docs/differences.md says; they are counted as skipped");
    }

    foreach (var id in differences.Ids.Where(id => reports.Any(r => id.StartsWith(r.Suite + "/", StringComparison.Ordinal) && r.Results.All(c => $"{r.Suite}/{c.Id}" != id))))
    {
        Console.WriteLine($"note: docs/differences.md lists {id}, which that suite does not have");
    }

    Console.WriteLine($"{reports.Sum(r => r.Count(Outcome.Passed))} passed, {reports.Sum(r => r.Count(Outcome.Failed))} failed, {reports.Sum(r => r.Count(Outcome.Skipped)) + listed} skipped");
}
