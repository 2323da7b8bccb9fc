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

    public static TheoryData<string> Names => [.. Breakouts.Of("").Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_HostileArchive_HostIsUntouched(string name)
    {
        using var scratch = new Scratch();
        var host = MakeHost(scratch);
        var before = TreeListing.Of(host, times: 9);
        var archive = Breakouts.Of(host)[name];
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
}
