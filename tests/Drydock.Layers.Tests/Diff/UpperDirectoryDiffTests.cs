using Drydock.Layers.Diff;
using Drydock.Layers.Erofs;
using Drydock.Layers.Tests.Support;
using Drydock.Linux.Files;
using Drydock.Oci;
using static Drydock.Layers.Tests.Support.LayerBytes;

namespace Drydock.Layers.Tests.Diff;

/// <summary>What real commands leave in a real overlay. Needs root.</summary>
public sealed class UpperDirectoryDiffTests
{
    [Theory]
    [InlineData("true")]
    [InlineData("chmod 644 etc/passwd")]
    [InlineData(": >>etc/passwd")]
    [InlineData("chown 0:0 etc etc/passwd")]
    [InlineData("touch -d @1600000000 etc/passwd")]
    [InlineData("cp -p etc/passwd t; mv t etc/passwd; touch -d @1600000001 etc")]
    [InlineData("touch new; rm new")]
    [InlineData("setfattr -n user.x -v 1 etc/passwd; setfattr -x user.x etc/passwd")]
    [InlineData("ln -sfn busybox bin/ls; touch -h -d @1600000002 bin/ls; touch -d @1600000001 bin")]
    [InlineData("python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('s')\"")]
    public void Write_StepThatChangesNothing_EmptyLayer(string script) => Assert.Empty(Run(script).Names);

    [Theory]
    [InlineData("echo x > new", "new")]
    [InlineData("echo x > etc/new; touch -d @1600000001 etc", "etc/ etc/new")]
    [InlineData("echo root::0 >> etc/passwd", "etc/ etc/passwd")]
    [InlineData("chmod 600 etc/passwd", "etc/ etc/passwd")]
    [InlineData("chown 5 etc/passwd", "etc/ etc/passwd")]
    [InlineData("touch -d @1600000099 etc/passwd", "etc/ etc/passwd")]
    [InlineData("setfattr -n user.x -v 1 etc/passwd", "etc/ etc/passwd")]
    [InlineData("chmod 700 usr/lib", "usr/ usr/lib/")]
    [InlineData("rm etc/passwd", "etc/ etc/.wh.passwd")]
    [InlineData("rm -r usr", ".wh.usr")]
    [InlineData("rm -r usr; mkdir usr; echo 1 > usr/n", "usr/ usr/.wh.lib usr/n usr/.wh.share")]
    [InlineData("rm -r usr/lib; mkdir usr/lib; cp -p etc/passwd usr/lib/f; touch -d @1600000001 usr/lib usr", "usr/ usr/lib/ usr/lib/f usr/lib/.wh.sub")]
    [InlineData("rm -r usr; echo file > usr", "usr")]
    [InlineData("rm etc/passwd; mkdir etc/passwd; touch etc/passwd/in", "etc/ etc/passwd/ etc/passwd/in")]
    [InlineData("mv etc other; rm other/hosts", ".wh.etc other/ other/passwd")]
    [InlineData("rm etc/passwd; ln -s x etc/passwd", "etc/ etc/passwd")]
    [InlineData("ln etc/passwd etc/again", "etc/ etc/again etc/passwd")]
    [InlineData("mkfifo p; mknod c c 5 1", "c p")]
    [InlineData("touch a-b; mkdir a; touch a/x a.c", "a/ a/x a-b a.c")]
    [InlineData("chmod 700 .", "/")]
    [InlineData("rm etc/hosts; python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('etc/hosts')\"", "etc/ etc/.wh.hosts")]
    public void Write_Change_IsInTheLayerWithItsParents(string script, string expected) =>
        Assert.Equal(expected, string.Join(' ', Run(script).Names));

    [Theory]
    [InlineData("echo x > etc/new; rm etc/hosts; rm -r usr/lib; mkdir usr/lib; touch usr/lib/f; ln etc/passwd link; chmod 4755 bin/busybox")]
    [InlineData("rm -r usr etc; mkdir usr; mkfifo usr/p; setfattr -n user.a -v b usr; ln -s a usr/l")]
    [InlineData("mv usr/lib/sub usr/share/; mv bin/busybox bin/box; chown -R 7:8 usr")]
    [InlineData("find . -name f -delete; echo y >> etc/hosts; mkdir -p opt/a/b/c; touch opt/a/b/c/d")]
    public void Write_Layer_OnTopOfTheLowerGivesTheMergedTree(string script)
    {
        using var scratch = new Scratch();
        var result = Run(scratch, script);
        var index = new ErofsIndexBuilder();
        using (var file = File.Create(scratch["layer.tar"]))
        {
            LayerImporter.Import(new MemoryStream(result.Tar), file, index);
        }

        using (var file = File.Create(scratch["layer.index"]))
        {
            index.Write(file, result.Tar.Length);
        }

        var again = scratch.MountOverlay("again", [scratch.MountErofs(scratch["layer.index"], scratch["layer.tar"], "mounted"), scratch["lower"]]);
        Assert.Equal(TreeListing.Of(scratch["merged"], rootTime: false), TreeListing.Of(again, rootTime: false));
    }

    [Fact]
    public void Write_ClampedTimes_NoneIsLater()
    {
        var names = Run("touch new; echo x > etc/new; touch -d @1 etc/old", new DiffOptions { ClampMtimeSeconds = 1_650_000_000 });
        Assert.Equal([1_650_000_000, 1, 1_650_000_000, 1_650_000_000], names.Entries.OrderBy(entry => entry.Path.ToString() == "etc/old" ? 1 : entry.Path.ToString() == "etc" ? 0 : 2).Select(entry => entry.MtimeSeconds));
    }

    [Fact]
    public void Write_FileDigests_AreThoseOfTheContent()
    {
        var digests = new Dictionary<string, Digest>();
        Run("printf abc > etc/new; : > empty; ln etc/new etc/second", new DiffOptions { OnFileDigest = (entry, digest) => digests.Add(entry.Path.ToString(), digest) });
        Assert.Equal([("empty", Digest.OfBytes([])), ("etc/new", Digest.OfBytes("abc"u8))], digests.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Write_NameThatIsAWhiteout_IsRefusedWithItsReason()
    {
        var error = Assert.Throws<LayerException>(() => Run("touch etc/.wh.hosts"));
        Assert.Equal("\"etc/.wh.hosts\" cannot be in an image: a layer takes a name that begins with \".wh.\" for a deletion; rename the file", error.Message);
    }

    [Fact]
    public void Write_NoLower_IsTheWholeTree() =>
        Assert.Equal(["bin/", "bin/x"], RunOnNothing("mkdir bin; touch bin/x"));

    private static string[] RunOnNothing(string script)
    {
        using var scratch = new Scratch();
        Tool.Shell("cd \"$1\"; " + script, scratch.Make("upper"));
        using var upper = scratch.Open("upper");
        return Names(Write(upper, null, null));
    }

    private static (string[] Names, List<LayerEntry> Entries) Run(string script, DiffOptions? options = null)
    {
        using var scratch = new Scratch();
        var result = Run(scratch, script, options);
        return (result.Names, Read(result.Tar));
    }

    private static (string[] Names, byte[] Tar) Run(Scratch scratch, string script, DiffOptions? options = null)
    {
        Extract(
            TarOf(
                Dir(""), Dir("bin"), Regular("bin/busybox", 5000), Link("bin/ls", "busybox"), Dir("etc"), Regular("etc/passwd", 70), Regular("etc/hosts", 20),
                Dir("usr"), Dir("usr/lib"), Regular("usr/lib/f", 600), Dir("usr/lib/sub"), Regular("usr/lib/sub/f", 1), Dir("usr/share"), Regular("usr/share/f", 9)),
            scratch.Make("lower"));
        var merged = scratch.MountOverlay("merged", [scratch["lower"]], scratch["upper"]);
        Tool.Shell("cd \"$1\"; " + script, merged);
        using var upper = scratch.Open("upper");
        using var lower = scratch.Open("lower");
        var tar = Write(upper, lower, options);
        Assert.Equal(tar, Write(upper, lower, options is null ? null : options with { OnFileDigest = null }));
        return (Names(tar), tar);
    }

    private static byte[] Write(RootedDirectory upper, RootedDirectory? lower, DiffOptions? options)
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        UpperDirectoryDiff.Write(upper, lower, writer, options);
        writer.Complete();
        Assert.Empty(Layers.Validation.LayerValidator.Validate(new MemoryStream(stream.ToArray()), null, null, null, requireCanonical: true));
        return stream.ToArray();
    }
}
