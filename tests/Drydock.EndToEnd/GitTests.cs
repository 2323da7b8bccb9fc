namespace Drydock.EndToEnd;

/// <summary>ADD of git repositories, with the real git and its own servers.</summary>
public sealed class GitTests(Yard yard) : IClassFixture<Yard>, IAsyncLifetime, IDisposable
{
    private const long FirstTime = 1_600_000_000;

    private readonly GitServer _server = new();
    private GitRepository _repository = null!;
    private string _url = "";
    private string _first = "";
    private string _second = "";

    public async Task InitializeAsync()
    {
        _repository = await _server.CreateAsync("app.git");
        _url = $"{_server.Url}/app.git";
        _repository.Write("file.txt", "first\n").Write("run.sh", "#!/bin/sh\n", executable: true).Write("sub/inner.txt", "inner\n").Link("link", "file.txt");
        _first = await _repository.CommitAsync(FirstTime);
        await _repository.GitAsync("tag", "light");
        await _repository.GitAsync("tag", "-a", "v1", "-m", "one");
        await _repository.GitAsync("branch", "feature");
        _repository.Write("file.txt", "second\n");
        _second = await _repository.CommitAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Add_OfARepository_HasTheFilesOfItsDefaultBranch()
    {
        var files = await FilesAsync($"ADD {_url} /r/");
        Assert.Equal("second\n", BuildSite.Text(files, "r/file.txt"));
        Assert.Equal("file.txt", files["r/link"].LinkName);
        Assert.Equal("0644", Mode(files, "r/file.txt"));
        Assert.Equal("0755", Mode(files, "r/run.sh"));
        Assert.Equal("0755", Mode(files, "r/sub/"));
        Assert.Equal((0, 0), (files["r/file.txt"].Uid, files["r/file.txt"].Gid));
        Assert.DoesNotContain(files.Keys, k => k.Contains(".git", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_OverTheGitProtocol_Works()
    {
        var url = await _server.StartDaemonAsync();
        Assert.Equal("first\n", BuildSite.Text(await FilesAsync($"ADD {url}/app.git#v1 /r/"), "r/file.txt"));
    }

    [Fact]
    public async Task Add_OverSsh_NeedsTheAgentThatHasTheKey()
    {
        using var ssh = new SshServer();
        await ssh.StartAsync();
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD ssh://{Environment.UserName}@127.0.0.1:{ssh.Port}{_server.Folder}/app.git#v1 /r/\n");
        Assert.Equal("first\n", await site.ReadAsync("r/file.txt", "--ssh", $"default={ssh.AgentSocket}"));
        var refused = await site.BuildAsync("--no-cache");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--ssh default", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#v1", "first\n")]
    [InlineData("#light", "first\n")]
    [InlineData("#feature", "first\n")]
    [InlineData("#refs/heads/feature", "first\n")]
    [InlineData("#main", "second\n")]
    [InlineData("?tag=v1", "first\n")]
    [InlineData("?branch=feature", "first\n")]
    [InlineData("?ref=v1", "first\n")]
    public async Task Ref_InEverySpelling_IsCheckedOut(string suffix, string expected) =>
        Assert.Equal(expected, BuildSite.Text(await FilesAsync($"ADD {_url}{suffix} /r/"), "r/file.txt"));

    [Fact]
    public async Task Commit_WholeOrAbbreviated_IsCheckedOut()
    {
        Assert.Equal("first\n", BuildSite.Text(await FilesAsync($"ADD {_url}#{_first} /r/"), "r/file.txt"));
        Assert.Equal("first\n", BuildSite.Text(await FilesAsync($"ADD {_url}#{_first[..8]} /r/"), "r/file.txt"));
        Assert.Equal("first\n", BuildSite.Text(await FilesAsync($"ADD {_url}?commit={_first} /r/"), "r/file.txt"));
    }

    [Theory]
    [InlineData("#v1:sub")]
    [InlineData("#v1:/sub/")]
    [InlineData("?ref=v1&subdir=sub")]
    public async Task Subdirectory_InEverySpelling_IsTheRoot(string suffix) =>
        Assert.Equal(["r/", "r/inner.txt"], (await FilesAsync($"ADD {_url}{suffix} /r/")).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Missing_RefOrDirectoryOrRepository_IsNamed()
    {
        Assert.Contains("does not contain ref nope", await ErrorsAsync($"ADD {_url}#nope /r/"), StringComparison.Ordinal);
        Assert.Contains("has no directory nope", await ErrorsAsync($"ADD {_url}#main:nope /r/"), StringComparison.Ordinal);
        Assert.Contains("does not contain commit", await ErrorsAsync($"ADD {_url}#{new string('1', 40)} /r/"), StringComparison.Ordinal);
        Assert.Contains($"failed to fetch remote {_server.Url}/nope.git", await ErrorsAsync($"ADD {_server.Url}/nope.git /r/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checksum_OfTheCommitOrItsBeginningOrTheTag_Holds()
    {
        var tag = (await _repository.GitAsync("rev-parse", "v1")).Trim();
        Assert.NotEqual(_first, tag);
        foreach (var checksum in new[] { _first, _first[..7], tag })
        {
            await FilesAsync($"ADD --checksum={checksum} {_url}#v1 /r/");
        }

        var errors = await ErrorsAsync($"ADD --checksum={_second} {_url}#v1 /r/");
        Assert.Contains($"expected checksum to match {_second}, got {_first}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepGitDir_KeepsARepositoryThatWorks()
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD --keep-git-dir=true {_url}#v1 /\n");
        (await site.BuildAsync("-o", site["out"])).Succeeded();
        var git = new[] { "-C", site["out"], "-c", $"safe.directory={site["out"]}" };
        Assert.Equal(_first, (await ProcessFixture.RunAsync("git", [.. git, "rev-parse", "HEAD"])).Trim());
        Assert.Equal("v1", (await ProcessFixture.RunAsync("git", [.. git, "describe", "--tags"])).Trim());
        Assert.Equal("", await ProcessFixture.RunAsync("git", [.. git, "status", "--porcelain"]));
        Assert.Equal(_url, (await ProcessFixture.RunAsync("git", [.. git, "remote", "get-url", "origin"])).Trim());
    }

    [Fact]
    public async Task Mtime_OfTheCommit_IsGivenOnRequest()
    {
        var files = await FilesAsync($"ADD {_url}?ref=v1&mtime=commit /r/");
        Assert.Equal(FirstTime, files["r/file.txt"].ModificationTime.ToUnixTimeSeconds());
        Assert.Equal(FirstTime, files["r/sub/"].ModificationTime.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Submodules_AreFetchedUnlessTheQuerySaysNo()
    {
        var library = await _server.CreateAsync("library.git");
        library.Write("library.txt", "library\n");
        await library.CommitAsync();
        await _repository.GitAsync("submodule", "--quiet", "add", $"{_server.Url}/library.git", "lib");
        await _repository.GitAsync("config", "-f", ".gitmodules", "submodule.lib.url", "../library.git");
        await _repository.CommitAsync();
        var files = await FilesAsync($"ADD {_url} /with/\nADD {_url}?submodules=false /without/");
        Assert.Equal("library\n", BuildSite.Text(files, "with/lib/library.txt"));
        Assert.DoesNotContain("without/lib/library.txt", files.Keys);
        Assert.DoesNotContain(files.Keys, k => k.EndsWith(".git", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_Again_ExecutesNothingUntilTheBranchMoves()
    {
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nADD {_url}#main /r/\nRUN cat /r/file.txt > /copy\n");
        await BuildAsync(site);
        Assert.Empty((await BuildAsync(site)).Executed);

        _repository.Write("file.txt", "third\n");
        await _repository.CommitAsync();
        Assert.Equal(2, (await BuildAsync(site)).Executed.Count);
    }

    [Fact]
    public async Task Commit_ThatWasFetched_NeedsNoServer()
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {_url}#{_first} /r/\n");
        await BuildAsync(site);
        var requests = _server.Requests.Count();
        Assert.Empty((await BuildAsync(site)).Executed);
        Assert.Equal(requests, _server.Requests.Count());
    }

    [Theory]
    [InlineData("GIT_AUTH_TOKEN", "Basic eC1hY2Nlc3MtdG9rZW46dG9rZW4=", "token")]
    [InlineData("GIT_AUTH_TOKEN.127.0.0.1", "Basic eC1hY2Nlc3MtdG9rZW46dG9rZW4=", "token")]
    [InlineData("GIT_AUTH_HEADER", "Bearer abcdef", "Bearer abcdef")]
    public async Task Secret_OfTheBuild_LogsIn(string id, string authorization, string value)
    {
        _server.Authorization = authorization;
        using var site = yard.NewSite().Dockerfile($"FROM busybox\nADD {_url}#v1 /r/\nRUN env > /env; cat /proc/1/environ >> /env\n");
        Assert.Contains("--secret id=GIT_AUTH_TOKEN", (await site.BuildAsync()).Failed().Errors, StringComparison.Ordinal);

        site.WriteOutside("secret", value + "\n");
        var built = (await site.BuildAsync("--secret", $"id={id},src={site["secret"]}", "-o", "-")).Succeeded();
        var files = BuildSite.Entries(built.OutputBytes);
        Assert.Equal("first\n", BuildSite.Text(files, "r/file.txt"));
        Assert.DoesNotContain(value, BuildSite.Text(files, "env"), StringComparison.Ordinal);
        Assert.DoesNotContain(value, built.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_ThatIsMissing_IsNamed()
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\nADD {_url} /r/\n");
        site.Drydock.Environment["PATH"] = site.Context;
        var result = await site.BuildAsync();

        // The directories of the system are searched beside PATH: where git is in one of them it is found.
        Assert.True(result.ExitCode == 0 || result.Errors.Contains("git is not installed", StringComparison.Ordinal), result.Errors);
    }

    private async Task<IReadOnlyDictionary<string, System.Formats.Tar.TarEntry>> FilesAsync(string instructions)
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\n{instructions}\n");
        return await site.FilesAsync();
    }

    private async Task<string> ErrorsAsync(string instructions)
    {
        using var site = yard.NewSite().Dockerfile($"FROM scratch\n{instructions}\n");
        return (await site.BuildAsync()).Failed().Errors;
    }

    private static string Mode(IReadOnlyDictionary<string, System.Formats.Tar.TarEntry> files, string path) => Convert.ToString((int)files[path].Mode, 8).PadLeft(4, '0');

    private static async Task<StepLog> BuildAsync(BuildSite site) => StepLog.Of((await site.BuildAsync()).Succeeded());
}
