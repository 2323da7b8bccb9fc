using Drydock.Dockerfile.Ignore;
using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Compression;
using Drydock.Layers.Tar;
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

    /// <summary>Loads a context that is a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="dockerfile">The Dockerfile: a path, <c>-</c> for <paramref name="input"/>, or null for the default in the directory.</param>
    /// <param name="input">Standard input.</param>
    /// <exception cref="ContextException">The directory or the Dockerfile cannot be read.</exception>
    public static LoadedContext LoadDirectory(string directory, string? dockerfile, Stream input)
    {
        RootedDirectory root;
        try
        {
            root = RootedDirectory.Open(directory);
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            throw new ContextException($"unable to prepare context: path \"{directory}\" not found\ngive a directory with a Dockerfile, or - to read one from standard input", e);
        }

        using (root)
        {
            var (text, name) = dockerfile == "-"
                ? (ByteText.Decode(ReadAll(input)), "Dockerfile")
                : ReadDockerfile(root, directory, dockerfile);
            return new LoadedContext(BuildContext.Open("", directory, ReadIgnore(root, dockerfile)), text, name);
        }
    }

    /// <summary>Loads a context from standard input: a tar archive, compressed or not, or a Dockerfile alone.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="dockerfile">The path of the Dockerfile in the archive; null for the default.</param>
    /// <exception cref="ContextException">There is nothing to read, or the archive is damaged.</exception>
    public LoadedContext LoadInput(Stream input, string? dockerfile)
    {
        var buffered = new BufferedStream(input, 1 << 16);
        var head = new byte[512];
        var count = buffered.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            throw new ContextException("standard input is empty: a Dockerfile or a tar archive was expected");
        }

        var whole = new PrefixedStream(head.AsMemory(0, count), buffered);
        var isArchive = Decompressor.Detect(head.AsSpan(0, count)) != CompressionKind.None || (count == head.Length && TarReader.LooksLikeTar(head));
        var directory = temp.NewDirectory("context");
        try
        {
            return (isArchive ? LoadArchive(whole, directory, dockerfile) : LoadDockerfile(whole, directory)) with { Unpacked = directory };
        }
        catch
        {
            TempArea.Delete(directory);
            throw;
        }
    }

    private static LoadedContext LoadDockerfile(Stream input, string empty)
    {
        var text = ByteText.Decode(ReadAll(input));
        return new LoadedContext(BuildContext.Open("", empty, IgnoreMatcher.None), text, DefaultName);
    }

    private static LoadedContext LoadArchive(Stream archive, string directory, string? dockerfile)
    {
        Unpack(archive, directory);
        using var root = RootedDirectory.Open(directory);
        var (text, name) = ReadDockerfile(root, directory, dockerfile, onlyInside: true);
        return new LoadedContext(BuildContext.Open("", directory, ReadIgnore(root, dockerfile)), text, name);
    }

    /// <summary>Loads a named context that is a directory.</summary>
    /// <exception cref="ContextException">The directory cannot be read.</exception>
    public static BuildContext LoadNamed(string name, string directory)
    {
        try
        {
            using var root = RootedDirectory.Open(directory);
            return BuildContext.Open(name, directory, ReadIgnore(root, null));
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            throw new ContextException($"unable to prepare the context {name}: path \"{directory}\" not found", e);
        }
    }

    private static (string Text, string Name) ReadDockerfile(RootedDirectory root, string directory, string? dockerfile, bool onlyInside = false)
    {
        if (dockerfile is not null && !onlyInside && HostDocument.TryRead(dockerfile, MaxDockerfileBytes) is { } outside)
        {
            return (ByteText.Decode(outside), dockerfile);
        }

        var name = dockerfile ?? DefaultName;
        foreach (var candidate in dockerfile is null ? [DefaultName, LowerCaseName] : new[] { dockerfile })
        {
            var path = UnixPath.FromText(candidate);
            if (root.TryStat(path, out var status, followSymlink: true) && status.IsRegular)
            {
                return (ByteText.Decode(root.ReadAllBytes(path, MaxDockerfileBytes)), candidate);
            }
        }

        throw new ContextException($"failed to read dockerfile: {directory.TrimEnd('/')}/{name}: no such file\ngive its path with -f, or the right directory as the context");
    }

    // <name>.dockerignore beside the Dockerfile wins over the context's own.
    private static IgnoreMatcher ReadIgnore(RootedDirectory root, string? dockerfile)
    {
        var candidates = new List<(Func<byte[]?> Read, string Name)>();
        if (dockerfile is not (null or "-"))
        {
            var beside = dockerfile + IgnoreFile.Suffix;
            candidates.Add((() => HostDocument.TryRead(beside, MaxIgnoreFileBytes) ?? TryRead(root, beside), beside));
        }
        else
        {
            candidates.Add((() => TryRead(root, DefaultName + IgnoreFile.Suffix), DefaultName + IgnoreFile.Suffix));
        }

        candidates.Add((() => TryRead(root, IgnoreFile.FileName), IgnoreFile.FileName));
        foreach (var (read, name) in candidates)
        {
            if (read() is { } bytes)
            {
                return Compile(bytes, name);
            }
        }

        return IgnoreMatcher.None;
    }

    private static IgnoreMatcher Compile(byte[] bytes, string name)
    {
        try
        {
            return IgnoreMatcher.Create(IgnoreFile.Parse(ByteText.Decode(bytes)));
        }
        catch (IgnorePatternException e)
        {
            throw new ContextException($"{name}:{e.Pattern.Line}: {e.Message}", e);
        }
    }

    private static byte[]? TryRead(RootedDirectory root, string path) =>
        root.TryStat(UnixPath.FromText(path), out var status, followSymlink: true) && status.IsRegular
            ? root.ReadAllBytes(UnixPath.FromText(path), MaxIgnoreFileBytes)
            : null;

    private static void Unpack(Stream archive, string directory)
    {
        try
        {
            using var plain = Decompressor.Open(archive, leaveOpen: true);
            using var reader = new TarReader(plain);
            using var root = RootedDirectory.Open(directory);
            LayerExtractor.Apply(reader, root, new ApplyOptions { Whiteouts = WhiteoutHandling.Delete });
        }
        catch (LayerException e)
        {
            throw new ContextException($"the context on standard input cannot be read: {e.Message}", e);
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MaxDockerfileBytes)
            {
                throw new ContextException($"the Dockerfile on standard input has more than {MaxDockerfileBytes >> 20} MiB");
            }
        }

        return bytes.ToArray();
    }
}

/// <summary>A context or Dockerfile cannot be read; the message is for the user.</summary>
public sealed class ContextException(string message, Exception? cause = null) : Exception(message, cause);
