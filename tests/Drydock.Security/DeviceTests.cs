using System.Formats.Tar;

namespace Drydock.Security;

/// <summary>Device nodes that a RUN makes. Needs root, and control groups of version 2 with BPF.</summary>
public sealed class DeviceTests(Yard yard) : IClassFixture<Yard>
{
    // Of the machine's own: a disk, /dev/mem, /dev/kmsg, /dev/console, the first terminal, /dev/loop-control, /dev/fuse.
    private const string Forbidden = "b:254:0 b:8:0 b:7:0 b:254:3 c:1:1 c:1:11 c:1:2 c:5:1 c:4:1 c:10:237 c:10:229 c:135:3 c:144:0";

    private const string Script =
        """
        FROM busybox
        RUN mkdir /dir && mount > /mounts && ls /dev > /names && rm /dev/null 2>> /removed; \
            open() { for f in "$@"; do n=/dir/$f; mknod $n $(echo $f | tr : ' ') && if true < $n || true > $n; then echo $f; fi; rm -f $n; done 2> /dev/zero; }; \
            open c:1:3 c:1:5 c:1:7 c:1:8 c:1:9 > /opened; open FORBIDDEN > /stolen; true
        """;

    [Fact]
    public async Task DeviceNodes_WithAGuard_OpenWhenEveryContainerHasThem()
    {
        var files = await FilesAsync();
        Assert.Equal("c:1:3 c:1:5 c:1:7 c:1:8 c:1:9", OneLine(files, "opened"));
        Assert.Equal("", OneLine(files, "stolen"));
        Assert.Equal("", OneLine(files, "removed"));
        Assert.Equal("fd full mqueue ptmx pts null random shm stderr stdin stdout tty urandom zero".Split(' ').Order(StringComparer.Ordinal), OneLine(files, "names").Split(' ').Order(StringComparer.Ordinal));
        Assert.DoesNotContain("nodev", BuildSite.Text(files, "mounts").Split('\n').Single(l => l.Contains(" on / ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--allow", "security.insecure")]
    [InlineData("--runtime", "runc")]
    public async Task DeviceNodes_WithoutAGuard_OpenNowhere(string flag, string value)
    {
        var files = await FilesAsync(flag, value);
        Assert.Equal("", OneLine(files, "opened"));
        Assert.Equal("", OneLine(files, "stolen"));
        Assert.Contains("null", OneLine(files, "removed"), StringComparison.Ordinal);
        Assert.Contains("nodev", BuildSite.Text(files, "mounts").Split('\n').Single(l => l.Contains(" on / ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyDictionary<string, TarEntry>> FilesAsync(params string[] arguments)
    {
        using var site = yard.NewSite().Dockerfile(Script.Replace("FORBIDDEN", Forbidden, StringComparison.Ordinal));
        return await site.FilesAsync(arguments);
    }

    private static string OneLine(IReadOnlyDictionary<string, TarEntry> files, string path) => BuildSite.Text(files, path).Trim().Replace('\n', ' ');
}
