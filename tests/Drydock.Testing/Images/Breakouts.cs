using System.Text;

namespace Drydock.Testing.Images;

/// <summary>Archives that try to leave the directory they are unpacked into, in every way that is known to us.</summary>
public static class Breakouts
{
    /// <summary>The archives by the name of what they try.</summary>
    /// <param name="host">A directory of the host with <c>canary</c>, <c>dir/canary</c> and <c>dir/sub/canary</c>.</param>
    public static IReadOnlyDictionary<string, byte[]> Of(string host)
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

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
