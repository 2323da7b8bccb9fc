namespace Drydock.Security;

/// <summary>Servers of files and git repositories, and references to them, that want what they must not have.</summary>
public sealed class RemoteTests(Yard yard) : IClassFixture<Yard>, IDisposable
{
    private readonly GitServer _git = new();
    private readonly FileServer _files = new();

    public void Dispose()
    {
        _git.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("../../../../../../../..")]
    [InlineData("/../../../../../../../..")]
    [InlineData("link")]
    [InlineData("dir/../link")]
    public async Task GHSA_4vrq_3vrq_g6gg_SubdirectoryOfARepository_StaysInside(string subdirectory)
    {
        using var canary = new Canary();
        var repository = await _git.CreateAsync("app.git");
        repository.Write("dir/file", "x").Write("Dockerfile", "FROM scratch\nCOPY . /c/\n").Link("link", canary.Path);
        await repository.CommitAsync();
        var suffix = subdirectory == "link" || subdirectory.StartsWith("dir", StringComparison.Ordinal) ? subdirectory : subdirectory + canary.Path;
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {_git.Url}/app.git#main:{suffix} /r/\n");
        AssertRefused(await site.BuildAsync("-o", "-"), canary);
        AssertRefused(await site.Drydock.RunAsync("build", "-o", "-", $"{_git.Url}/app.git#main:{suffix}"), canary);
    }

    [Theory]
    [InlineData("ext::sh -c touch%20CANARY.git")]
    [InlineData("ext::sh.git")]
    [InlineData("file:///CANARY.git")]
    [InlineData("https://example.invalid/x.git#--upload-pack=touch CANARY")]
    [InlineData("ssh://-oProxyCommand=touch%20CANARY/x.git")]
    [InlineData("git@-oProxyCommand=x:x.git")]
    public async Task GHSA_hw3h_2gp9_cxpv_ReferenceThatIsACommand_ExecutesNothing(string reference)
    {
        using var canary = new Canary();
        reference = reference.Replace("CANARY", $"{canary.Path}/executed", StringComparison.Ordinal);
        using var site = yard.NewSite();
        AssertRefused(await site.Drydock.RunAsync("build", reference), canary);
        site.Dockerfile($"FROM scratch\nADD [\"{reference}\", \"/r/\"]\n");
        AssertRefused(await site.BuildAsync(), canary);
    }

    [Fact]
    public async Task CVE_2018_11235_SubmoduleThatLeavesTheCheckout_ExecutesNothing()
    {
        using var canary = new Canary();
        var repository = await _git.CreateAsync("app.git");
        repository.Write("Dockerfile", "FROM scratch\n").Write("file", "x");
        repository.Write(".gitmodules", $"[submodule \"../../modules/evil\"]\n\tpath = evil\n\turl = ext::touch {canary.Path}/executed\n");
        await repository.CommitAsync();
        using var site = yard.NewSite();
        canary.AssertUntouched(await site.Drydock.RunAsync("build", $"{_git.Url}/app.git"));
    }

    [Fact]
    public async Task Submodule_OverAFileOfTheHost_IsRefused()
    {
        using var canary = new Canary();
        var secret = await _git.CreateAsync("secret.git");
        secret.Write("secret.txt", canary.Word);
        var commit = await secret.CommitAsync();
        var repository = await _git.CreateAsync("app.git");
        repository.Write("Dockerfile", "FROM scratch\nCOPY . /\n").Write(".gitmodules", $"[submodule \"s\"]\n\tpath = s\n\turl = {secret.WorkTree}\n");
        await repository.GitAsync("update-index", "--add", "--cacheinfo", $"160000,{commit},s");
        await repository.GitAsync("add", "Dockerfile", ".gitmodules");
        await repository.GitAsync("commit", "-q", "-m", "x");
        await repository.PublishAsync();
        using var site = yard.NewSite();
        var result = await site.Drydock.RunAsync("build", "-o", "-", $"{_git.Url}/app.git");
        Assert.Contains("not allowed", result.Failed().Errors, StringComparison.Ordinal);
        canary.AssertUntouched(result);
    }

    [Fact]
    public async Task Git_OfTheUser_IsNotConfiguredByTheirFilesOrEnvironment()
    {
        using var canary = new Canary();
        var repository = await _git.CreateAsync("app.git");
        await repository.Write("Dockerfile", "FROM scratch\nCOPY . /c/\n").Write("f.txt", "x").Write(".gitattributes", "* filter=evil\n").CommitAsync();
        using var site = yard.NewSite();
        var home = Path.GetDirectoryName(site.WriteOutside("home/.gitconfig", $"[filter \"evil\"]\n\tsmudge = touch {canary.Path}/executed\n[core]\n\thooksPath = {site["hooks"]}\n[url \"file:///\"]\n\tinsteadOf = {_git.Url}/\n"))!;
        var hook = site.WriteOutside("hooks/post-checkout", $"#!/bin/sh\ntouch {canary.Path}/executed\n");
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        site.Drydock.Environment["HOME"] = home;
        site.Drydock.Environment["GIT_SSH_COMMAND"] = $"touch {canary.Path}/executed";
        site.Drydock.Environment["GIT_CONFIG_PARAMETERS"] = $"'core.hooksPath={site["hooks"]}'";
        site.Drydock.Environment["GIT_DIR"] = site["nowhere"];
        canary.AssertUntouched((await site.Drydock.RunAsync("build", "-o", "-", $"{_git.Url}/app.git")).Succeeded());
    }

    [Fact]
    public async Task CVE_2023_26054_PasswordInAUrl_IsNowhereInTheImageTheOutputOrTheStore()
    {
        const string password = "pa55w0rd-in-url";
        var repository = await _git.CreateAsync("app.git");
        await repository.Write("f", "x").CommitAsync();
        _git.Authorization = "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user:{password}"));
        var url = _files.Serve("/f", "y", f => f with { Authorization = _git.Authorization });
        using var site = yard.NewSite();
        site.WriteOutside("one/Dockerfile", "FROM scratch\nCOPY --from=repo / /git/\nCOPY --from=web / /web/\n");
        var result = await site.Drydock.RunAsync(
            "build", "-o", $"type=oci,dest={site["image.tar"]}", "--build-context", $"repo={WithUser(_git.Url, password)}/app.git?keep-git-dir=true", "--build-context", $"web={WithUser(url, password)}", site["one"]);
        Assert.DoesNotContain(password, result.Succeeded().Errors, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(site.Drydock.Root, "*", SearchOption.AllDirectories).Append(site["image.tar"]))
        {
            Assert.False(Canary.Contains(await File.ReadAllBytesAsync(file), password), file);
        }
    }

    [Fact]
    public async Task Token_ForOneServer_IsNotSentToAnother()
    {
        using var other = new FileServer();
        var target = other.Serve("/stolen", "x");
        using var redirecting = new RawRedirect(target);
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {redirecting.Url}/f /f\n");
        site.Drydock.Environment["TOKEN"] = "t0p-secret";
        (await site.BuildAsync("--secret", "id=HTTP_AUTH_TOKEN_127.0.0.1,env=TOKEN")).Succeeded();
        Assert.Equal("Bearer t0p-secret", redirecting.Requests.Single()["Authorization"]);
        Assert.Null(other.Requests.Single()["Authorization"]);
    }

    [Fact]
    public async Task Name_ThatTheServerProposes_LeadsNowhere()
    {
        using var canary = new Canary();
        var lines = new List<string> { "FROM scratch" };
        foreach (var (name, i) in new[] { $"../../../..{canary.Path}/new", "..", ".", "a/b", "\u0001x", ".wh.x" }.Select((n, i) => (n, i)))
        {
            lines.Add($"ADD {_files.Serve($"/{i}/", "x", f => f with { Disposition = $"attachment; filename=\"{name}\"" })} /to{i}/");
        }

        using var site = yard.NewSite().Dockerfile(string.Join('\n', lines) + "\n");
        var result = await site.BuildAsync("-o", site["out"]);
        canary.AssertUntouched(result);
        Assert.Contains(".wh.", result.Failed().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CVE_2026_44517_TruncatedArchiveWithALinkAsDockerfile_ReadsAndWritesNothing()
    {
        using var canary = new Canary();
        using var tar = new LayerTar();
        tar.Symlink("Dockerfile", canary.File).File("rest", new string('x', 4096));
        var whole = tar.ToArray();
        using var site = yard.NewSite();
        AssertRefused(await site.Drydock.RunAsync("build", _files.Serve("/c.tar", whole[..1600])), canary);
        AssertRefused(await site.Drydock.RunAsync("build", _files.Serve("/d.tar", whole)), canary);
    }

    private static string WithUser(string url, string password) => url.Replace("http://", $"http://user:{password}@", StringComparison.Ordinal);

    private static void AssertRefused(CommandResult result, Canary canary)
    {
        canary.AssertUntouched(result);
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("defect of drydock", result.Errors, StringComparison.Ordinal);
    }

    private sealed class RawRedirect : IDisposable
    {
        private readonly RawHttpServer _server;

        public RawRedirect(string target) => _server = new RawHttpServer(_ => new RawResponse(302) { Headers = [("Location", target)] });

        public string Url => _server.Url;

        public IEnumerable<RawRequest> Requests => _server.Requests;

        public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
