using Drydock.Dockerfile.Ignore;
using Drydock.Linux;
using Drydock.Linux.Files;
using Drydock.Storage;

namespace Drydock.Build.Contexts;

/// <summary>The Dockerfile and the main context of a build.</summary>
/// <param name="Context">The context.</param>
/// <param name="DockerfileText">The decoded text of the Dockerfile.</param>
/// <param name="DockerfileName">The file as the user named it, for messages.</param>
public sealed record LoadedContext(BuildContext Context, string DockerfileText, string DockerfileName) : IDisposable
{
    /// <summary>A directory of the store that was made for this context and goes away with it; null for none.</summary>
    internal string? Unpacked { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Context.Dispose();
        if (Unpacked is not null)
        {
            TempArea.Delete(Unpacked);
        }
    }
}

/// <summary>Finds the Dockerfile, the ignore file and the files of a build.</summary>
/// <param name="temp">Where contexts that come as archives are unpacked.</param>
public sealed class ContextLoader(TempArea temp)
{
    private const int MaxDockerfileBytes = 16 << 20;
    private const int MaxIgnoreFileBytes = 4 << 20;
    private const string DefaultName = "Dockerfile";
    private const string LowerCaseName = "dockerfile";
    private const string Input = "-";
    private const string InputName = "standard input";

    /// <summary>Loads a context that is a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="dockerfile">The Dockerfile: a path, <c>-</c> for <paramref name="input"/>, or null for the default in the directory.</param>
    /// <param name="input">Standard input.</param>
    /// <exception cref="ContextException">The directory or the Dockerfile cannot be read.</exception>
    public static LoadedContext LoadDirectory(string directory, string? dockerfile, Stream input)
    {
        using var root = OpenContext(directory);
        return dockerfile == Input
            ? WithDockerfile(root, directory, ReadInput(input))
            : WithDockerfile(root, directory, dockerfile, onlyInside: false);
    }

    /// <summary>Loads a context that is a directory, with a Dockerfile that came another way.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="text">The Dockerfile.</param>
    /// <exception cref="ContextException">The directory cannot be read.</exception>
    public static LoadedContext LoadDirectory(string directory, string text)
    {
        using var root = OpenContext(directory);
        return WithDockerfile(root, directory, text);
    }

    /// <summary>Loads a context from standard input: a tar archive, compressed or not, or a Dockerfile alone.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="dockerfile">The path of the Dockerfile in the archive; null for the default.</param>
    /// <param name="text">A Dockerfile that came another way; null to read that of the archive.</param>
    /// <exception cref="ContextException">There is nothing to read, or the archive is damaged.</exception>
    public LoadedContext LoadInput(Stream input, string? dockerfile, string? text = null) =>
        LoadArchive(ContextArchive.Open(new BufferedStream(input, 1 << 16), InputName), dockerfile, text);

    /// <summary>Loads a named context that is a directory.</summary>
    /// <exception cref="ContextException">The directory cannot be read.</exception>
    public static BuildContext LoadNamed(string name, string directory)
    {
        try
        {
            using var root = RootedDirectory.Open(directory);
            return BuildContext.Open(name, directory, ReadIgnore(root, null, onlyInside: true));
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            throw new ContextException($"unable to prepare the context {name}: path \"{directory}\" not found", e);
        }
    }

    /// <summary>Reads a Dockerfile from standard input.</summary>
    /// <exception cref="ContextException">There is nothing to read.</exception>
    public static string ReadInput(Stream input) => ContextArchive.Open(input, InputName).ReadText(MaxDockerfileBytes);

    /// <summary>Reads a Dockerfile from a stream.</summary>
    internal static string ReadText(ContextArchive stream) => stream.ReadText(MaxDockerfileBytes);

    /// <summary>Loads an archive, or a Dockerfile alone.</summary>
    /// <param name="archive">Either of them.</param>
    /// <param name="dockerfile">The path of the Dockerfile in the archive; null for the default.</param>
    /// <param name="text">A Dockerfile that came another way; null to read that of the archive.</param>
    internal LoadedContext LoadArchive(ContextArchive archive, string? dockerfile, string? text)
    {
        var directory = temp.NewDirectory("context");
        try
        {
            if (!archive.IsArchive)
            {
                text ??= archive.ReadText(MaxDockerfileBytes);
                return new LoadedContext(BuildContext.Open("", directory, IgnoreMatcher.None), text, DefaultName) { Unpacked = directory };
            }

            archive.Unpack(directory);
            return LoadTree(directory, dockerfile, text) with { Unpacked = directory };
        }
        catch
        {
            TempArea.Delete(directory);
            throw;
        }
    }

    /// <summary>Loads a directory of the store whose files came from elsewhere: nothing outside of it is read.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="dockerfile">The path of the Dockerfile in it; null for the default.</param>
    /// <param name="text">A Dockerfile that came another way; null to read that of the directory.</param>
    internal static LoadedContext LoadTree(string directory, string? dockerfile, string? text)
    {
        using var root = RootedDirectory.Open(directory);
        return text is null
            ? WithDockerfile(root, directory, dockerfile, onlyInside: true)
            : WithDockerfile(root, directory, text);
    }

    private static LoadedContext WithDockerfile(RootedDirectory root, string directory, string? dockerfile, bool onlyInside)
    {
        var (text, name) = ReadDockerfile(root, directory, dockerfile, onlyInside);
        return new LoadedContext(BuildContext.Open("", directory, ReadIgnore(root, dockerfile, onlyInside)), text, name);
    }

    private static LoadedContext WithDockerfile(RootedDirectory root, string directory, string text) =>
        new(BuildContext.Open("", directory, ReadIgnore(root, null, onlyInside: true)), text, DefaultName);

    private static RootedDirectory OpenContext(string directory)
    {
        try
        {
            return RootedDirectory.Open(directory);
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            throw new ContextException($"unable to prepare context: path \"{directory}\" {(e.IsNotDirectory ? "is not a directory" : "not found")}\ngive a directory with a Dockerfile, or - to read one from standard input", e);
        }
    }

    private static (string Text, string Name) ReadDockerfile(RootedDirectory root, string directory, string? dockerfile, bool onlyInside)
    {
        if (dockerfile is not null && !onlyInside && HostDocument.TryRead(dockerfile, MaxDockerfileBytes) is { } outside)
        {
            return (ByteText.Decode(outside), dockerfile);
        }

        var name = dockerfile ?? DefaultName;
        foreach (var candidate in dockerfile is null ? [DefaultName, LowerCaseName] : new[] { dockerfile })
        {
            if (TryRead(root, candidate, MaxDockerfileBytes) is { } bytes)
            {
                return (ByteText.Decode(bytes), candidate);
            }
        }

        var place = onlyInside ? name : $"{directory.TrimEnd('/')}/{name}";
        throw new ContextException($"failed to read dockerfile: {place}: no such file\ngive its path with -f, or the right directory as the context");
    }

    // <name>.dockerignore beside the Dockerfile wins over the context's own.
    private static IgnoreMatcher ReadIgnore(RootedDirectory root, string? dockerfile, bool onlyInside)
    {
        var beside = (dockerfile ?? DefaultName) + IgnoreFile.Suffix;
        var outside = dockerfile is null || onlyInside ? null : HostDocument.TryRead(beside, MaxIgnoreFileBytes);
        if ((outside ?? TryRead(root, beside, MaxIgnoreFileBytes)) is { } ofDockerfile)
        {
            return Compile(ofDockerfile, beside);
        }

        if (TryRead(root, IgnoreFile.FileName, MaxIgnoreFileBytes) is { } general)
        {
            return Compile(general, IgnoreFile.FileName);
        }

        // Passed over silently, what it should keep out would get into images.
        return root.TryStat(UnixPath.FromText(IgnoreFile.FileName), out _, followSymlink: true)
            ? throw new ContextException($"{IgnoreFile.FileName} of the context is not a regular file\nmake it a file of patterns, or remove it")
            : IgnoreMatcher.None;
    }

    private static IgnoreMatcher Compile(byte[] bytes, string name)
    {
        try
        {
            return IgnoreMatcher.Create(IgnoreFile.Parse(ByteText.Decode(bytes)));
        }
        catch (IgnorePatternException e)
        {
            throw new ContextException($"{name}: {e.Message}", e);
        }
    }

    private static byte[]? TryRead(RootedDirectory root, string path, int maxBytes) =>
        root.TryStat(UnixPath.FromText(path), out var status, followSymlink: true) && status.IsRegular
            ? root.ReadAllBytes(UnixPath.FromText(path), maxBytes)
            : null;
}

/// <summary>A context or Dockerfile cannot be read; the message is for the user.</summary>
public sealed class ContextException(string message, Exception? cause = null) : Exception(message, cause);
