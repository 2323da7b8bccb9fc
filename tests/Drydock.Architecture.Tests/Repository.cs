namespace Drydock.Architecture.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] s_notOurs = [".git", "artifacts", "out", "BenchmarkDotNet.Artifacts", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file below <paramref name="folder"/> with that ending, as a path from the root.</summary>
    public static IReadOnlyList<string> Files(string ending, string folder = "") =>
        [.. Walk(new DirectoryInfo(Path.Join(Root, folder)))
            .Where(f => f.Name.EndsWith(ending, StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(Root, f.FullName))
            .Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Join(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is FileInfo file)
            {
                yield return file;
            }
            else if (entry is DirectoryInfo inner && inner.LinkTarget is null && !s_notOurs.Contains(inner.Name))
            {
                foreach (var found in Walk(inner))
                {
                    yield return found;
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

        throw new InvalidOperationException($"no Drydock.slnx above {AppContext.BaseDirectory}: these tests read the checkout they were built in");
    }
}
