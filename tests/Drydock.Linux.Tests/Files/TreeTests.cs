using System.Diagnostics;
using System.Text;
using Drydock.Linux.Files;
using Drydock.Linux.Tests.Support;
using Xunit.Abstractions;

namespace Drydock.Linux.Tests.Files;

public sealed class TreeTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Walk_IsParentsFirstAndInByteOrder()
    {
        foreach (var name in new[] { "b/z", "b/a", "a.txt", "a/x/y", "C" })
        {
            _folder.File(name);
        }

        File.CreateSymbolicLink(_folder.Sub("b/link"), "/");
        Assert.Equal(["C", "a", "a/x", "a/x/y", "a.txt", "b", "b/a", "b/link", "b/z"], Walk(UnixPath.Root));
        Assert.Equal(["b/a", "b/link", "b/z"], Walk(UnixPath.FromText("b")));
    }

    [Fact]
    public void Walk_SkipAndStop_AreObeyed()
    {
        foreach (var name in new[] { "a/1", "b/1", "c/1", "d" })
        {
            _folder.File(name);
        }

        Assert.Equal(["a", "a/1", "b", "c"], Walk(UnixPath.Root, path => path == "b" ? WalkAction.SkipChildren : path == "c" ? WalkAction.Stop : WalkAction.Continue));
    }

    [Fact]
    public void Walk_Entry_GivesTheOpenDirectory()
    {
        _folder.File("dir/file", "content");
        using var root = RootedDirectory.Open(_folder.Path);
        var seen = "";
        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            if (entry.Status.IsRegular)
            {
                using var file = entry.Directory.OpenRead(entry.Name);
                var buffer = new byte[20];
                seen = $"{entry.Depth} {Encoding.ASCII.GetString(buffer, 0, RandomAccess.Read(file, buffer, 0))} {entry.Status.Size}";
            }

            return WalkAction.Continue;
        });
        Assert.Equal("1 content 7", seen);
    }

    [Fact]
    public void Enumerate_TellsNamesAndTypes()
    {
        _folder.File("file");
        _folder.Directory("dir");
        File.CreateSymbolicLink(_folder.Sub("link"), "dir");
        using var root = RootedDirectory.Open(_folder.Path);
        var entries = root.Enumerate(UnixPath.Root).ToDictionary(entry => ByteText.Decode(entry.Name), entry => entry.Type);
        Assert.Equal(3, entries.Count);
        Assert.Equal((FileType.Regular, FileType.Directory, FileType.SymbolicLink), (entries["file"], entries["dir"], entries["link"]));

        // The same handle can be listed again.
        using var handle = root.OpenDirectory(UnixPath.Root);
        Assert.Equal(handle.Enumerate().Count, handle.Enumerate().Count);
    }

    [Fact]
    public void RemoveTree_LinksAndMountsOutside_AreUntouched()
    {
        _folder.File("canary/file", "HOST");
        _folder.File("tree/a/b/c");
        _folder.File("tree/a/d");
        File.CreateSymbolicLink(_folder.Sub("tree/a/link"), _folder.Sub("canary"));
        File.CreateSymbolicLink(_folder.Sub("tree/link"), "../canary");
        using var root = RootedDirectory.Open(_folder.Path);
        Assert.True(root.RemoveTree(UnixPath.FromText("tree")));
        Assert.False(Path.Exists(_folder.Sub("tree")));
        Assert.Equal("HOST", File.ReadAllText(_folder.Sub("canary/file")));
        Assert.False(root.RemoveTree(UnixPath.FromText("tree")));

        // A link given itself is removed, not what it leads to.
        File.CreateSymbolicLink(_folder.Sub("link"), "canary");
        Assert.True(root.RemoveTree(UnixPath.FromText("link")));
        Assert.True(File.Exists(_folder.Sub("canary/file")));
    }

    [Fact]
    public void RemoveTree_DeeperThanDescriptorsAndPathsAllow_Works()
    {
        const int depth = 25_000;
        using var root = RootedDirectory.Open(_folder.Path);
        root.CreateDirectory(UnixPath.FromText("deep"), 0b111_101_101);
        var current = root.OpenDirectory(UnixPath.FromText("deep"));
        for (var i = 0; i < depth; i++)
        {
            current.CreateDirectory("d"u8, 0b111_101_101);
            var next = new DirectoryHandle(Descend(current), UnixPath.Root);
            current.Dispose();
            current = next;
        }

        current.CreateFile("file"u8, 0b110_100_100).Dispose();
        current.Dispose();
        Assert.True(root.RemoveTree(UnixPath.FromText("deep")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void ManyFiles_AreCreatedWalkedAndRemovedFast()
    {
        // The times are printed, and bounded generously: a slow machine must not fail, a quadratic algorithm must.
        const int directories = 200, files = 100;
        using var root = RootedDirectory.Open(_folder.Path);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < directories; i++)
        {
            var name = UnixPath.FromText($"d{i}");
            root.CreateDirectory(name, 0b111_101_101);
            using var directory = root.OpenDirectory(name);
            for (var j = 0; j < files; j++)
            {
                directory.CreateFile(ByteText.Encode($"file-{j}"), 0b110_000_000).Dispose();
            }
        }

        output.WriteLine($"create {directories * files} files: {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        Assert.Equal(directories * (files + 1), Walk(UnixPath.Root).Count);
        output.WriteLine($"walk: {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        for (var i = 0; i < directories; i++)
        {
            root.RemoveTree(UnixPath.FromText($"d{i}"));
        }

        output.WriteLine($"remove: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Descend(DirectoryHandle directory)
    {
        // The path kept for messages would grow to 50 KB here, and be copied at each step.
        using var child = new DirectoryHandle(directory.Handle, UnixPath.Root, ownsHandle: false);
        return child.OpenDirectory("d"u8).Handle;
    }

    private List<string> Walk(UnixPath start, Func<string, WalkAction>? decide = null)
    {
        using var root = RootedDirectory.Open(_folder.Path);
        var paths = new List<string>();
        root.Walk(start, (in WalkEntry entry) =>
        {
            paths.Add(entry.Path.ToString());
            return decide?.Invoke(paths[^1]) ?? WalkAction.Continue;
        });
        return paths;
    }
}
