using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Drydock.Testing.Images;

/// <summary>A context to write files in, and a Drydock of its own to build it with.</summary>
public sealed class BuildSite(string? registry) : IDisposable
{
    private readonly TempDirectory _scratch = TempDirectory.OnDisk();

    /// <summary>The program that builds.</summary>
    public DrydockProgram Drydock { get; } = new(registry);

    /// <summary>The context.</summary>
    public string Context => _scratch["context"];

    /// <summary>A path for what a test writes outside of the context.</summary>
    public string this[string name] => _scratch[name];

    /// <summary>Writes the Dockerfile.</summary>
    public BuildSite Dockerfile(string text) => Write("Dockerfile", text);

    /// <summary>Writes a file of the context.</summary>
    public BuildSite Write(string name, string content = "")
    {
        _scratch.Write("context/" + name, content);
        return this;
    }

    /// <summary>Writes a program of the context.</summary>
    public BuildSite WriteBytes(string name, byte[] content)
    {
        Write(name);
        File.WriteAllBytes($"{Context}/{name}", content);
        File.SetUnixFileMode($"{Context}/{name}", (UnixFileMode)0b111_101_101);
        return this;
    }

    /// <summary>Writes a file outside of the context; returns its path.</summary>
    public string WriteOutside(string name, string content) => _scratch.Write(name, content);

    /// <summary>Builds the context.</summary>
    public Task<CommandResult> BuildAsync(params string[] arguments) => Drydock.RunAsync(["build", .. arguments, Context]);

    /// <summary>Builds with a context or Dockerfile on standard input.</summary>
    public Task<CommandResult> BuildFromAsync(byte[] input, params string[] arguments) => Drydock.RunWithInputAsync(input, ["build", .. arguments]);

    /// <summary>Starts a build of the context and leaves it running.</summary>
    public RunningCommand StartBuild(params string[] arguments) => Drydock.Start(null, ["build", .. arguments, Context]);

    /// <summary>Builds, and returns the files of the result by their paths, without a slash at the beginning; a directory's path ends in one.</summary>
    public async Task<IReadOnlyDictionary<string, TarEntry>> FilesAsync(params string[] arguments)
    {
        var result = (await BuildAsync(["-o", "-", .. arguments])).Succeeded();
        return Entries(result.OutputBytes);
    }

    /// <summary>Builds, and returns the text of one file of the result.</summary>
    public async Task<string> ReadAsync(string path, params string[] arguments) => Text(await FilesAsync(arguments), path);

    /// <summary>Builds, and returns the image's configuration document as skopeo reads it.</summary>
    public async Task<JsonNode> ConfigAsync(params string[] arguments)
    {
        var archive = _scratch[$"config-{Guid.NewGuid():N}.tar"];
        (await BuildAsync(["-o", $"type=oci,dest={archive}", .. arguments])).Succeeded();
        return JsonNode.Parse(await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "--raw", $"oci-archive:{archive}"))!;
    }

    /// <summary>The entries of a tar by name.</summary>
    public static IReadOnlyDictionary<string, TarEntry> Entries(byte[] tar)
    {
        var entries = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        using var reader = new TarReader(new MemoryStream(tar));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries[entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name] = entry;
        }

        return entries;
    }

    /// <summary>The text of one entry.</summary>
    public static string Text(IReadOnlyDictionary<string, TarEntry> files, string path)
    {
        var entry = files.GetValueOrDefault(path) ?? throw new KeyNotFoundException($"there is no {path} among: {string.Join(' ', files.Keys)}");
        if (entry.DataStream is null)
        {
            return "";
        }

        entry.DataStream.Position = 0;
        return new StreamReader(entry.DataStream).ReadToEnd();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Every image that a test writes must be what it says.
            if (Drydock.ExaminesStore)
            {
                ImageArchive.AssertAllValid(_scratch.Path, except: Context);
            }
        }
        finally
        {
            Drydock.Dispose();
            _scratch.Dispose();
        }
    }
}
