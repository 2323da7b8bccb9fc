using System.Text;
using System.Text.Json;

namespace Drydock.Benchmarks.Parsing;

/// <summary>Dockerfiles that are measured together.</summary>
/// <param name="Name">The name of the row.</param>
/// <param name="Texts">The files.</param>
public sealed record Corpus(string Name, IReadOnlyList<string> Texts)
{
    /// <summary>The environment variable that names a folder with the conformance suites' data.</summary>
    private const string ConformanceVariable = "DRYDOCK_CONFORMANCE";

    /// <summary>How much text there is, in bytes of UTF-8.</summary>
    public long SizeBytes { get; } = Texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));

    /// <summary>The row's name in the table.</summary>
    public override string ToString() => Name;

    /// <summary>The corpora that are here: the examples, the tests' own files, and, when present, the conformance suites'.</summary>
    public static IEnumerable<Corpus> All()
    {
        var root = FindRoot();
        yield return new Corpus("examples", Read(Path.Join(root, "examples"), "Dockerfile*"));
        yield return new Corpus("tests", Read(Path.Join(root, "tests", "corpus"), "*.Dockerfile"));
        var folder = Environment.GetEnvironmentVariable(ConformanceVariable);
        var table = Path.Join(folder, "dockerfile_corpus_ast.json");
        if (!string.IsNullOrEmpty(folder) && File.Exists(table))
        {
            yield return new Corpus("conformance", ReadTable(table));
        }
    }

    /// <summary>One file of a size, made of the stages of the tests' own files.</summary>
    /// <param name="sizeBytes">The size that is reached.</param>
    public static Corpus OneFile(int sizeBytes)
    {
        var parts = All().Single(c => c.Name == "tests").Texts.Where(t => !t.StartsWith('\uFEFF')).ToList();
        var text = new StringBuilder();
        for (var i = 0; text.Length < sizeBytes; i++)
        {
            text.Append(parts[i % parts.Count]).Append('\n');
        }

        return new Corpus($"one file of {sizeBytes >> 20} MiB", [text.ToString()]);
    }

    private static List<string> Read(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    private static List<string> ReadTable(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 512 });
        var texts = new List<string>();
        Collect(document.RootElement, texts);
        return texts;
    }

    private static void Collect(JsonElement element, List<string> texts)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, texts);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals("dockerfile") && member.Value.ValueKind == JsonValueKind.String)
                {
                    texts.Add(member.Value.GetString()!);
                }
                else
                {
                    Collect(member.Value, texts);
                }
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Drydock.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Drydock.slnx above {AppContext.BaseDirectory}: the benchmarks read the checkout they were built in");
    }
}
