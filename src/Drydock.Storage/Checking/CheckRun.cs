namespace Drydock.Storage.Checking;

/// <summary>One check under way: what it found, and how it mends.</summary>
internal sealed class CheckRun(Store store, bool repairs, CancellationToken cancellationToken)
{
    private readonly List<StoreFinding> _findings = [];

    /// <summary>The store.</summary>
    public Store Store => store;

    /// <summary>Ends the check.</summary>
    public CancellationToken Cancellation => cancellationToken;

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<StoreFinding> Findings => _findings;

    /// <summary>Notes a finding; when the check repairs, mends it first.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="repair">Mends it and says what it did; null when nobody can.</param>
    public void Report(StoreFinding finding, Func<string?>? repair = null)
    {
        if (repairs && repair is not null)
        {
            try
            {
                finding = finding with { Remedy = repair() };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                finding = finding with { Advice = $"it could not be repaired: {e.Message}" };
            }
        }

        _findings.Add(finding);
    }

    /// <summary>A file or directory of the store as messages name it.</summary>
    public string Relative(string path) => Path.GetRelativePath(store.Paths.Root, path);

    /// <summary>A repair: takes a file or directory out of the way, and keeps it.</summary>
    public string MoveAside(string path)
    {
        Directory.CreateDirectory(store.Paths.Damaged);
        var name = Relative(path).Replace('/', '-');
        var target = Path.Combine(store.Paths.Damaged, name);
        for (var i = 1; Path.Exists(target); i++)
        {
            target = Path.Combine(store.Paths.Damaged, $"{name}.{i}");
        }

        Directory.Move(path, target);
        return $"moved to {Relative(target)}";
    }

    /// <summary>A repair: removes a file or directory.</summary>
    public static string Remove(string path)
    {
        TempArea.Delete(path);
        return "removed";
    }

    /// <summary>Reads a record; what cannot be read is reported.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="kind">What it is a record of.</param>
    /// <param name="keep">Whether the file is kept when it holds no record.</param>
    /// <param name="mayBeEmpty">Whether it is written without being synced, so that a machine that died leaves it empty.</param>
    /// <returns>Null when it cannot be read, or is gone meanwhile.</returns>
    public T? Read<T>(string path, CheckedKind kind, bool keep = false, bool mayBeEmpty = false)
        where T : class
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0 && mayBeEmpty)
            {
                Report(new StoreFinding(kind, Relative(path), "the record is empty") { IsLeftover = true }, () => Remove(path));
                return null;
            }

            return RecordJson.Parse<T>(bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or IOException)
        {
            Report(new StoreFinding(kind, Relative(path), $"the record cannot be read: {e.Message}"), () => keep ? MoveAside(path) : Remove(path));
            return null;
        }
    }
}
