using System.Text;

namespace Drydock.EndToEnd;

public sealed class ContextTests(Yard yard) : IClassFixture<Yard>
{
    private const string CopyAll = "FROM scratch\nCOPY . /c/\n";

    [Fact]
    public async Task Ignore_WithPatternsAndExceptions_HidesFiles()
    {
        using var site = yard.NewSite().Dockerfile(CopyAll)
            .Write(".dockerignore", "# comment\n**/*.log\nsecret\n!keep.log\ndocs/*\n!docs/README.md\n")
            .Write("a.txt").Write("a.log").Write("keep.log").Write("sub/b.log").Write("sub/b.txt").Write("secret/x").Write("docs/other.md").Write("docs/README.md");
        Assert.Equal([".dockerignore", "Dockerfile", "a.txt", "docs/README.md", "keep.log", "sub/b.txt"], await FilesOf(site));
    }

    [Fact]
    public async Task Ignore_BesideTheDockerfile_WinsOverTheGeneralOne()
    {
        using var site = yard.NewSite().Write("other.Dockerfile", CopyAll).Write("other.Dockerfile.dockerignore", "a\n*.dockerignore\n.dockerignore\n*.Dockerfile\n").Write(".dockerignore", "b\n").Write("a").Write("b");
        Assert.Equal(["b"], await FilesOf(site, "-f", $"{site.Context}/other.Dockerfile"));
    }

    [Fact]
    public async Task Copy_OfAnIgnoredFile_SaysSo()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY a /\n").Write(".dockerignore", "a\n").Write("a");
        Assert.Contains(".dockerignore", (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_WithADockerfile_IsBuiltWithoutAContext()
    {
        using var site = yard.NewSite();
        var result = (await site.BuildFromAsync(Encoding.UTF8.GetBytes("FROM busybox\nRUN echo hi > /hi\n"), "-o", "-", "-")).Succeeded();
        Assert.Equal("hi\n", BuildSite.Text(BuildSite.Entries(result.OutputBytes), "hi"));
    }

    [Theory]
    [InlineData("cat")]
    [InlineData("gzip -c")]
    [InlineData("xz -c")]
    [InlineData("bzip2 -c")]
    [InlineData("zstd -c")]
    public async Task Input_WithATar_IsTheContext(string compressor)
    {
        using var site = yard.NewSite().Dockerfile(CopyAll).Write("sub/file.txt", "content\n");
        using var tar = RunningCommand.Start("sh", ["-c", $"tar -C {site.Context} -c . | {compressor}"]);
        var result = (await site.BuildFromAsync((await tar.WaitAsync()).Succeeded().OutputBytes, "-o", "-", "-")).Succeeded();
        Assert.Equal("content\n", BuildSite.Text(BuildSite.Entries(result.OutputBytes), "c/sub/file.txt"));
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
    }

    [Fact]
    public async Task Dockerfile_FromInput_HasTheContext()
    {
        using var site = yard.NewSite().Write("a.txt", "a\n");
        var result = (await site.BuildFromAsync(Encoding.UTF8.GetBytes("FROM scratch\nCOPY a.txt /\n"), "-f", "-", "-o", "-", site.Context)).Succeeded();
        Assert.Equal("a\n", BuildSite.Text(BuildSite.Entries(result.OutputBytes), "a.txt"));
    }

    [Fact]
    public async Task NamedContexts_OfEveryKind_AreUsed()
    {
        await yard.PushAsync("library/extra:1", await BusyBox.LayerAsync(tar => tar.File("image.txt", "image\n")));
        using var layout = new ImageLayout();
        layout.Add("v1", BusyBox.Configuration(), await BusyBox.LayerAsync(tar => tar.File("layout.txt", "layout\n")));
        using var site = yard.NewSite().Dockerfile("""
            FROM base AS b
            RUN cat /layout.txt > /made
            FROM scratch
            COPY --from=b /made /from-layout
            COPY --from=folder /folder.txt /
            COPY --from=image /image.txt /
            """);
        site.WriteOutside("folder/folder.txt", "folder\n");
        var files = await site.FilesAsync(
            "--build-context", $"base=oci-layout://{layout.Path}:v1", "--build-context", $"folder={site["folder"]}", "--build-context", "image=docker-image://extra:1");
        Assert.Equal("layout\n", BuildSite.Text(files, "from-layout"));
        Assert.Equal("folder\n", BuildSite.Text(files, "folder.txt"));
        Assert.Equal("image\n", BuildSite.Text(files, "image.txt"));
    }

    [Fact]
    public async Task Copy_OfLinksModesAndOddNames_KeepsThem()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nCOPY d /d\n").Write("d/with space and ü", "x").Write("d/target", "t");
        File.CreateSymbolicLink($"{site.Context}/d/link", "target");
        File.SetUnixFileMode($"{site.Context}/d/target", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var files = await site.FilesAsync();
        Assert.Equal("target", files["d/link"].LinkName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, files["d/target"].Mode);
        Assert.Contains("d/with space and ü", files.Keys);
    }

    private static async Task<IEnumerable<string>> FilesOf(BuildSite site, params string[] arguments) =>
        (await site.FilesAsync(arguments)).Keys.Where(k => k.StartsWith("c/", StringComparison.Ordinal) && !k.EndsWith('/')).Select(k => k[2..]).Order(StringComparer.Ordinal);
}
