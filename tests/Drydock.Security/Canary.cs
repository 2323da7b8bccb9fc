namespace Drydock.Security;

/// <summary>A folder of the host that no build may read, write or empty: with a secret word in a file, and empty folders.</summary>
public sealed class Canary : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>Makes one.</summary>
    public Canary()
    {
        _directory.Write("canary.txt", Word);
        Directory.CreateDirectory(_directory["b/c"]);
    }

    /// <summary>The word that must not be seen.</summary>
    public string Word { get; } = "canary-" + Guid.NewGuid().ToString("N");

    /// <summary>The folder.</summary>
    public string Path => _directory.Path;

    /// <summary>The file with the word.</summary>
    public string File => _directory["canary.txt"];

    /// <summary>Checks that it is as it was, and that a build neither said nor made the word.</summary>
    public void AssertUntouched(CommandResult build)
    {
        Assert.Equal(["b", "canary.txt"], Directory.EnumerateFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p)).Order());
        Assert.Equal(["c"], Directory.EnumerateFileSystemEntries(_directory["b"]).Select(p => System.IO.Path.GetFileName(p)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory["b/c"]));
        Assert.Equal(Word, System.IO.File.ReadAllText(File));
        Assert.False(Contains(build.OutputBytes, Word), $"the output has the word:\n{build.Errors}");
        Assert.DoesNotContain(Word, build.Errors, StringComparison.Ordinal);
    }

    /// <summary>Whether bytes hold a word.</summary>
    public static bool Contains(ReadOnlySpan<byte> bytes, string word) => bytes.IndexOf(System.Text.Encoding.UTF8.GetBytes(word)) >= 0;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
