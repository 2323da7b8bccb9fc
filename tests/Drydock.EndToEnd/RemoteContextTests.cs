using System.Text;

namespace Drydock.EndToEnd;

/// <summary>Contexts and Dockerfiles that are fetched.</summary>
public sealed class RemoteContextTests(Yard yard) : IClassFixture<Yard>, IDisposable
{
    private const string CopyAll = "FROM scratch\nCOPY . /c/\n";

    private readonly GitServer _git = new();
    private readonly FileServer _files = new();

    public void Dispose()
    {
        _git.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Repository_IsTheContext()
    {
        var url = await RepositoryAsync();
        Assert.Equal(["Dockerfile", "sub/Dockerfile", "sub/inner.txt"], await NamesAsync(url));
        Assert.Equal(["Dockerfile", "inner.txt"], await NamesAsync($"{url}#main:sub"));
        Assert.Equal(["Dockerfile", "inner.txt"], await NamesAsync($"{url}?ref=main&subdir=sub"));
        Assert.Equal(["Dockerfile", "sub/Dockerfile", "sub/inner.txt"], await NamesAsync(url, "-f", "sub/Dockerfile"));
    }

    [Fact]
    public async Task Repository_WithItsHistory_IsKeptOnRequest()
    {
        var url = await RepositoryAsync();
        Assert.Contains(".git/HEAD", await NamesAsync(url, "--build-arg", "BUILDKIT_CONTEXT_KEEP_GIT_DIR=1"));
        Assert.Contains(".git/HEAD", await NamesAsync($"{url}?keep-git-dir=true"));
    }

    [Fact]
    public async Task Repository_ThatIsMissing_IsNamed()
    {
        using var site = yard.NewSite();
        Assert.Contains($"failed to fetch remote {_git.Url}/nope.git", (await site.Drydock.RunAsync("build", $"{_git.Url}/nope.git")).Failed().Errors, StringComparison.Ordinal);
        Assert.Contains("begins with a dash", (await site.Drydock.RunAsync("build", $"{_git.Url}/app.git#--upload-pack=x")).Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_BehindAUrl_IsTheContext()
    {
        using var tar = new LayerTar();
        tar.File("Dockerfile", CopyAll).File("a.txt", "a\n").File(".dockerignore", "ignored\n.dockerignore\n").File("ignored", "x").File("sub/b.txt", "b\n");
        Assert.Equal(["Dockerfile", "a.txt", "sub/b.txt"], await NamesAsync(_files.Serve("/context.tar", tar.ToArray())));
        using var gzip = RunningCommand.Start("gzip", ["-c"], input: tar.ToArray());
        Assert.Equal(["Dockerfile", "a.txt", "sub/b.txt"], await NamesAsync(_files.Serve("/context", (await gzip.WaitAsync()).Succeeded().OutputBytes)));
    }

    [Fact]
    public async Task Dockerfile_BehindAUrl_IsBuiltWithoutAContext()
    {
        var url = _files.Serve("/Dockerfile", "FROM busybox\nRUN echo hi > /hi\n");
        Assert.Equal("hi\n", BuildSite.Text(await FilesAsync(url), "hi"));
    }

    [Fact]
    public async Task File_BehindAUrl_IsTheDockerfileOfEveryContext()
    {
        var file = _files.Serve("/other", "FROM scratch\nCOPY inner.txt /from-url\n");
        var repository = await RepositoryAsync();
        Assert.Contains("from-url", (await FilesAsync($"{repository}#main:sub", "-f", file)).Keys);
        using var site = yard.NewSite().Write("inner.txt", "local\n");
        Assert.Equal("local\n", BuildSite.Text(await FilesAsync(site.Context, "-f", file), "from-url"));
        using var tar = new LayerTar();
        tar.File("inner.txt", "from tar\n");
        var built = (await site.BuildFromAsync(tar.ToArray(), "-o", "-", "-f", file, "-")).Succeeded();
        Assert.Equal("from tar\n", BuildSite.Text(BuildSite.Entries(built.OutputBytes), "from-url"));
    }

    [Fact]
    public async Task Dockerfile_FromInput_HasTheRepository()
    {
        var repository = await RepositoryAsync();
        using var site = yard.NewSite();
        var built = (await site.BuildFromAsync(Encoding.UTF8.GetBytes("FROM scratch\nCOPY sub/inner.txt /\n"), "-o", "-", "-f", "-", repository)).Succeeded();
        Assert.Equal("inner\n", BuildSite.Text(BuildSite.Entries(built.OutputBytes), "inner.txt"));
    }

    [Fact]
    public async Task NamedContexts_ThatAreFetched_AreCopiedFromAndMounted()
    {
        var repository = await RepositoryAsync();
        var file = _files.Serve("/dir/file.txt", "served\n");
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox AS b
            RUN --mount=from=repo,target=/m cat /m/sub/inner.txt > /mounted
            FROM scratch
            COPY --from=b /mounted /
            COPY --from=repo /sub/inner.txt /copied
            COPY --from=web /file.txt /
            """);
        var files = await site.FilesAsync("--build-context", $"repo={repository}", "--build-context", $"web={file}");
        Assert.Equal("inner\n", BuildSite.Text(files, "mounted"));
        Assert.Equal("inner\n", BuildSite.Text(files, "copied"));
        Assert.Equal("served\n", BuildSite.Text(files, "file.txt"));
    }

    [Fact]
    public async Task Epoch_OfTheContext_IsTheTimeOfTheCommit()
    {
        var repository = await RepositoryAsync();
        foreach (var arguments in new[] { new[] { "--build-arg", "SOURCE_DATE_EPOCH=context", repository }, ["--build-arg", "SOURCE_DATE_EPOCH=r", "--build-context", $"r={repository}", repository] })
        {
            var config = await ConfigAsync(arguments);
            Assert.Contains("\"created\":\"2023-11-14T22:13:20Z\"", config, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Epoch_OfAStage_IsTheTimeOfWhatItFetches()
    {
        var url = _files.Serve("/f", "x", f => f with { LastModified = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000) });
        using var site = yard.NewSite().Dockerfile($"FROM scratch AS source\nADD {url} /\nFROM busybox\nARG SOURCE_DATE_EPOCH\nRUN echo $SOURCE_DATE_EPOCH > /epoch\n");
        Assert.Equal("1000000000\n", await site.ReadAsync("epoch", "--build-arg", "SOURCE_DATE_EPOCH=source"));
    }

    [Fact]
    public async Task Epoch_OfALocalContext_IsUnset()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox\nARG SOURCE_DATE_EPOCH=none\nRUN echo $SOURCE_DATE_EPOCH > /epoch\n");
        Assert.Equal("none\n", await site.ReadAsync("epoch", "--build-arg", "SOURCE_DATE_EPOCH=context"));
    }

    [Fact]
    public async Task Fetched_Contexts_LeaveNothingBehind()
    {
        using var site = yard.NewSite();
        (await site.Drydock.RunAsync("build", await RepositoryAsync())).Succeeded();
        (await site.Drydock.RunAsync("build", _files.Serve("/Dockerfile", "FROM scratch\n"))).Succeeded();
        (await site.Drydock.RunAsync("build", $"{_git.Url}/nope.git")).Failed();
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{site.Drydock.Root}/tmp"));
    }

    private async Task<string> RepositoryAsync()
    {
        var repository = await _git.CreateAsync("app.git");
        await repository.Write("Dockerfile", CopyAll).Write("sub/Dockerfile", CopyAll).Write("sub/inner.txt", "inner\n").CommitAsync(1_700_000_000);
        return $"{_git.Url}/app.git";
    }

    private async Task<IReadOnlyDictionary<string, System.Formats.Tar.TarEntry>> FilesAsync(string context, params string[] arguments)
    {
        using var site = yard.NewSite();
        return BuildSite.Entries((await site.Drydock.RunAsync(["build", "-o", "-", .. arguments, context])).Succeeded().OutputBytes);
    }

    private async Task<IEnumerable<string>> NamesAsync(string context, params string[] arguments) =>
        (await FilesAsync(context, arguments)).Keys.Where(k => k.StartsWith("c/", StringComparison.Ordinal) && !k.EndsWith('/')).Select(k => k[2..]).Order(StringComparer.Ordinal);

    private async Task<string> ConfigAsync(params string[] arguments)
    {
        using var site = yard.NewSite();
        (await site.Drydock.RunAsync(["build", "-o", $"type=oci,dest={site["image.tar"]}", .. arguments])).Succeeded();
        return await ProcessFixture.RunAsync("skopeo", "inspect", "--config", "--raw", $"oci-archive:{site["image.tar"]}");
    }
}
