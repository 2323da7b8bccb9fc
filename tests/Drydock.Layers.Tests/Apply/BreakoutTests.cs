using Drydock.Layers.Apply;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tar;
using Drydock.Layers.Tests.Support;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Tests.Apply;

/// <summary>
/// Archives that try to leave the directory they are extracted into. Beside the target lies a
/// directory of the host, which must be the same afterwards, byte for byte and to the nanosecond:
/// that no exception was thrown would prove nothing. Needs root.
/// </summary>
public sealed class BreakoutTests
{

    public static TheoryData<string> Names => [.. Cases("").Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_HostileArchive_HostIsUntouched(string name)
    {
        using var scratch = new Scratch();
        var host = MakeHost(scratch);
        var before = TreeListing.Of(host, times: 9);
        var archive = Cases(host)[name];
        foreach (var whiteouts in Enum.GetValues<WhiteoutHandling>())
        {
            foreach (var resolution in new[] { PathResolution.Kernel, PathResolution.Walk })
            {
                var target = scratch.Make($"jail/{whiteouts}{resolution}/root");
                TryApply(archive, target, whiteouts, resolution);
                Assert.True(before == TreeListing.Of(host, times: 9), $"{name}: the host was changed through {whiteouts} {resolution}");
                Assert.Equal(["root"], Directory.EnumerateFileSystemEntries(scratch[$"jail/{whiteouts}{resolution}"]).Select(Path.GetFileName));
                AssertNothingOfHostInside(target);
            }
        }

        AssertIndexIsSafe(archive);
    }

    private static void TryApply(byte[] archive, string target, WhiteoutHandling whiteouts, PathResolution resolution)
    {
        using var root = RootedDirectory.Open(target, resolution);
        using var reader = new TarReader(new MemoryStream(archive));
        try
        {
            LayerExtractor.Apply(reader, root, new ApplyOptions { Whiteouts = whiteouts });
        }
        catch (Exception error) when (error is LayerException or LinuxException)
        {
            // Refusing is one way to be safe; what counts is the host.
        }
    }

    /// <summary>A hard link that reached outside would show the canary's content, and change it when written.</summary>
    private static void AssertNothingOfHostInside(string target)
    {
        var found = System.Text.Encoding.UTF8.GetString(Tool.Shell("""grep -rslI "canary sings" "$1" || true""", target));
        Assert.Equal("", found);
    }

    private static void AssertIndexIsSafe(byte[] archive)
    {
        var index = new ErofsIndexBuilder();
        try
        {
            LayerImporter.Import(new MemoryStream(archive), Stream.Null, index);
            if (index.NeedsDirectory is null)
            {
                index.Write(Stream.Null, archive.Length);
            }
        }
        catch (LayerException)
        {
        }
    }

    private static string MakeHost(Scratch scratch)
    {
        var host = scratch.Make("host");
        Directory.CreateDirectory(host + "/dir/sub");
        File.WriteAllText(host + "/canary", "the canary sings");
        File.WriteAllText(host + "/dir/canary", "the canary sings");
        File.WriteAllText(host + "/dir/sub/canary", "the canary sings");
        Tool.Run("chmod", "600", host + "/canary");
        Tool.Run("chmod", "700", host + "/dir");
        return host;
    }

    private static Dictionary<string, byte[]> Cases(string host)
    {
        var up = string.Concat(Enumerable.Repeat("../", 12));
        var rel = up + host.TrimStart('/');
        return new Dictionary<string, RawTar>
        {
            ["AbsoluteName"] = RawTar.New.File(host + "/canary"),
            ["AbsoluteDirectory"] = RawTar.New.Dir(host + "/dir/", 0x1FF),
            ["DoubleSlashAbsoluteName"] = RawTar.New.File("//" + host + "/canary"),
            ["ParentName"] = RawTar.New.File("../canary"),
            ["ManyParents"] = RawTar.New.File(rel + "/canary"),
            ["ParentInTheMiddle"] = RawTar.New.Dir("a/").File("a/../" + rel + "/canary"),
            ["DotThenParents"] = RawTar.New.File("./" + rel + "/canary"),
            ["NameIsParent"] = RawTar.New.Entry("..", '5', mode: 0x1FF),
            ["NameIsParentFile"] = RawTar.New.File(".."),
            ["NameIsSlash"] = RawTar.New.Entry("/", '5', mode: 0x1FF),
            ["RootBecomesSymlink"] = RawTar.New.Symlink("/", host).File("canary"),
            ["RootBecomesSymlinkByDot"] = RawTar.New.Symlink("./", host).File("canary"),
            ["SymlinkAbsoluteThenFile"] = RawTar.New.Symlink("l", host).File("l/canary"),
            ["SymlinkRelativeThenFile"] = RawTar.New.Symlink("l", rel).File("l/canary"),
            ["SymlinkToRootThenFile"] = RawTar.New.Symlink("l", "/").File("l" + host + "/canary"),
            ["SymlinkToFileThenOverwrite"] = RawTar.New.Symlink("l", host + "/canary").File("l"),
            ["SymlinkToFileThenChmod"] = RawTar.New.Symlink("l", host + "/canary").Hardlink("h", "l").File("h", mode: 0xFFF),
            ["SymlinkThenDirectory"] = RawTar.New.Symlink("l", host + "/dir").Dir("l/", 0x1FF).File("l/canary"),
            ["SymlinkThenDirectoryBelow"] = RawTar.New.Symlink("l", host + "/dir").Dir("l/sub/", 0x1FF),
            ["SymlinkChain"] = RawTar.New.Symlink("a", "b").Symlink("b", "c").Symlink("c", host).File("a/canary"),
            ["SymlinkChainThroughParents"] = RawTar.New.Dir("d/").Symlink("d/up", "..").Symlink("d/upup", "up/..").File("d/upup/" + rel + "/canary"),
            ["SymlinkChangedAfterUse"] = RawTar.New.Dir("d/").File("d/f").Symlink("d", host + "/dir").File("d/canary"),
            ["DirectoryReplacedBySymlinkWithOpenParent"] = RawTar.New.Dir("d/").File("d/x").Dir("d/sub/").File("d/sub/y").Symlink("d", host + "/dir").File("d/sub/canary"),
            ["SymlinkLoop"] = RawTar.New.Symlink("l", "l").File("l/canary"),
            ["MutualSymlinkLoop"] = RawTar.New.Symlink("a", "b/x").Symlink("b", "a/x").File("a/canary"),
            ["SymlinkDangling"] = RawTar.New.Symlink("l", "/not/there").File("l/" + rel + "/canary"),
            ["SymlinkEmptyTarget"] = RawTar.New.Symlink("l", "").File("l/canary"),
            ["SymlinkToProcSelfRoot"] = RawTar.New.Symlink("l", "/proc/self/root").File("l" + host + "/canary"),
            ["SymlinkToProcSelfCwd"] = RawTar.New.Symlink("l", "/proc/self/cwd").File("l/" + rel + "/canary"),
            ["SymlinkToDevFd"] = RawTar.New.Symlink("l", "/dev/fd/0").File("l/canary"),
            ["HardlinkAbsolute"] = RawTar.New.Hardlink("h", host + "/canary").File("h", mode: 0xFFF),
            ["HardlinkRelative"] = RawTar.New.Hardlink("h", rel + "/canary").Entry("h", '0', mode: 0xFFF),
            ["HardlinkParent"] = RawTar.New.Hardlink("h", "../../../host/canary"),
            ["HardlinkThroughSymlink"] = RawTar.New.Symlink("l", host).Hardlink("h", "l/canary"),
            ["HardlinkThroughRelativeSymlink"] = RawTar.New.Symlink("l", rel).Hardlink("h", "l/canary").File("h"),
            ["HardlinkToSymlinkThenWrite"] = RawTar.New.Symlink("l", host + "/canary").Hardlink("h", "l").File("h"),
            ["HardlinkNameThroughSymlink"] = RawTar.New.File("f").Symlink("l", host + "/dir").Hardlink("l/canary", "f"),
            ["HardlinkToDirectory"] = RawTar.New.Hardlink("h", "/").File("h/canary"),
            ["HardlinkToItself"] = RawTar.New.File("f").Hardlink("f", "f"),
            ["HardlinkByWorkingDirectory"] = RawTar.New.Hardlink("h", "canary"),
            ["LongNameOfGnu"] = RawTar.New.Entry("././@LongLink", 'L', content: Bytes(rel + "/canary\0")).File("x"),
            ["LongLinkOfGnu"] = RawTar.New.Entry("././@LongLink", 'K', content: Bytes(host + "\0")).Symlink("l", "x").File("l/canary"),
            ["PaxPath"] = RawTar.New.Pax(("path", rel + "/canary")).File("x"),
            ["PaxAbsolutePath"] = RawTar.New.Pax(("path", host + "/canary")).File("x"),
            ["PaxLinkPath"] = RawTar.New.Pax(("linkpath", host)).Symlink("l", "x").File("l/canary"),
            ["GlobalPaxPath"] = RawTar.New.Global(("path", rel + "/canary")).File("x"),
            ["GnuSparseName"] = RawTar.New.Pax(("GNU.sparse.name", rel + "/canary"), ("GNU.sparse.size", "4"), ("GNU.sparse.map", "0,4")).File("x"),
            ["WhiteoutOfParent"] = RawTar.New.File(".wh...", ""),
            ["WhiteoutOfSelf"] = RawTar.New.File(".wh..", ""),
            ["WhiteoutOfNothing"] = RawTar.New.File(".wh.", ""),
            ["WhiteoutAboveRoot"] = RawTar.New.File("../.wh.host", ""),
            ["WhiteoutAbsolute"] = RawTar.New.File(host + "/.wh.canary", ""),
            ["WhiteoutThroughSymlink"] = RawTar.New.Symlink("l", host).File("l/.wh.canary", "").File("l/.wh.dir", ""),
            ["OpaqueThroughSymlink"] = RawTar.New.Symlink("l", host + "/dir").File("l/.wh..wh..opq", ""),
            ["OpaqueAboveRoot"] = RawTar.New.File("../../host/.wh..wh..opq", ""),
            ["OpaqueAtRoot"] = RawTar.New.Symlink("l", host).File(".wh..wh..opq", ""),
            ["WhiteoutOfSymlinkToHost"] = RawTar.New.Symlink("l", host + "/dir").File(".wh.l", ""),
            ["ReplaceSymlinkToHostByDirectoryWhiteout"] = RawTar.New.Symlink("l", host).File(".wh.l", "").Dir("l/").File("l/.wh.canary", ""),
            ["DeviceThenOpen"] = RawTar.New.Entry("sda", '4', major: 254).File("sda"),
            ["FifoThenFile"] = RawTar.New.Entry("p", '6').File("p"),
            ["OverlayRedirect"] = RawTar.New.Pax(("SCHILY.xattr.trusted.overlay.redirect", host)).Dir("d/"),
            ["NameWithNul"] = RawTar.New.Pax(("path", "a\0" + rel)).File("x"),
            ["NameTooLong"] = RawTar.New.Pax(("path", new string('x', 300))).File("x"),
            ["DeepName"] = RawTar.New.Pax(("path", string.Concat(Enumerable.Repeat("d/", 5000)) + "f")).File("x"),
            ["CutInFile"] = RawTar.New.Symlink("l", host).Entry("l/canary", '0', size: "00000007777", content: Bytes("evil")),
        }.ToDictionary(pair => pair.Key, pair => pair.Key.StartsWith("Cut", StringComparison.Ordinal) ? pair.Value.Cut() : pair.Value.End());
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.Latin1.GetBytes(text);
}
