using System.Text.Json;

namespace Drydock.Conformance;

/// <summary>A corpus file and the way its cases are judged.</summary>
/// <param name="name">The name of the suite; its file is that name and <c>.json</c>.</param>
internal abstract class Suite(string name)
{
    /// <summary>The name of the suite.</summary>
    public string Name { get; } = name;

    /// <summary>The name of the corpus file in the corpora folder.</summary>
    public string FileName => Name + ".json";

    /// <summary>Judges every case of a corpus file, in its order.</summary>
    /// <param name="file">The whole document: an object with <c>cases</c>.</param>
    public virtual IEnumerable<CaseResult> Run(JsonElement file)
    {
        foreach (var testCase in file.GetProperty("cases").EnumerateArray())
        {
            yield return JudgeSafely(new Case(testCase));
        }
    }

    /// <summary>Judges one case. An exception other than <see cref="DifferenceException"/> is a failure too.</summary>
    protected abstract CaseResult Judge(Case testCase);

    private CaseResult JudgeSafely(Case testCase)
    {
        try
        {
            return Judge(testCase);
        }
        catch (DifferenceException e)
        {
            return CaseResult.Failed(testCase.Id, e.Message);
        }
        catch (Exception e)
        {
            return CaseResult.Failed(testCase.Id, $"unexpected {e.GetType().Name}: {e.Message}");
        }
    }
}
