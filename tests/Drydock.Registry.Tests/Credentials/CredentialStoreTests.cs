using System.Text;
using System.Text.Json.Nodes;
using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Credentials;

public sealed class CredentialStoreTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("docker.io", "docker.io")]
    [InlineData("registry-1.docker.io", "docker.io")]
    [InlineData("ghcr.io", "ghcr.io")]
    [InlineData("https://ghcr.io", "ghcr.io")]
    [InlineData("https://ghcr.io/v1/", "ghcr.io")]
    [InlineData("localhost:5000", "localhost:5000")]
    public async Task Find_UnderEachSpelling_FindsIt(string key, string host)
    {
        var store = Store($$$$"""{"auths":{"{{{{key}}}}":{"auth":"{{{{Base64("alice:pa:ss")}}}}"}}}""");

        Assert.Equal(Credential.Of("alice", "pa:ss"), await store.FindAsync(host, "library/x", default));
        Assert.Null(await store.FindAsync("other.example", "library/x", default));
    }

    [Fact]
    public async Task Find_WithPathsAsPodmanWrites_TakesTheClosest()
    {
        var store = Store($$$$"""
            {"auths":{
              "quay.io":{"auth":"{{{{Base64("host:1")}}}}"},
              "quay.io/team":{"auth":"{{{{Base64("team:2")}}}}"},
              "quay.io/team/app":{"auth":"{{{{Base64("app:3")}}}}"}}}
            """);

        Assert.Equal("app", (await store.FindAsync("quay.io", "team/app", default))!.User);
        Assert.Equal("team", (await store.FindAsync("quay.io", "team/other", default))!.User);
        Assert.Equal("host", (await store.FindAsync("quay.io", "teams/app", default))!.User);
        Assert.Equal("host", (await store.FindAsync("quay.io", null, default))!.User);
    }

    [Fact]
    public async Task Find_Tokens_KeepsTheirKind()
    {
        var store = Store($$$$"""
            {"auths":{
              "a.io":{"auth":"{{{{Base64("alice:")}}}}","identitytoken":"identity"},
              "b.io":{"registrytoken":"registry"},
              "c.io":{"username":"carol","password":"word"},
              "d.io":{}}}
            """);

        Assert.Equal(new Credential { User = "alice", IdentityToken = "identity" }, await store.FindAsync("a.io", null, default));
        Assert.Equal(new Credential { RegistryToken = "registry" }, await store.FindAsync("b.io", null, default));
        Assert.Equal(Credential.Of("carol", "word"), await store.FindAsync("c.io", null, default));
        Assert.Null(await store.FindAsync("d.io", null, default));
    }

    [Fact]
    public async Task Find_InSeveralFiles_TakesTheFirstThatKnows()
    {
        var first = _directory.Write("1.json", $$$$"""{"auths":{"a.io":{"auth":"{{{{Base64("first:1")}}}}"}}}""");
        var second = _directory.Write("2.json", $$$$"""{"auths":{"a.io":{"auth":"{{{{Base64("second:2")}}}}"},"b.io":{"auth":"{{{{Base64("second:2")}}}}"}}}""");
        var store = new CredentialStore([_directory["absent.json"], first, second]);

        Assert.Equal("first", (await store.FindAsync("a.io", null, default))!.User);
        Assert.Equal("second", (await store.FindAsync("b.io", null, default))!.User);
    }

    [Theory]
    [InlineData("{\"auths\":{\"a.io\":{\"auth\":\"c2VjcmV0\"}}", "not valid JSON (line 1)")]
    [InlineData("[]", "cannot be used")]
    [InlineData("{\"a\":1,\"a\":2}", "twice")]
    [InlineData("{\"auths\":{\"a.io\":{\"auth\":\"c2VjcmV0\"}}}", "is damaged")]
    [InlineData("{\"auths\":{\"a.io\":{\"auth\":\"%%%secret\"}}}", "is damaged")]
    public async Task Find_InAMalformedFile_NamesItAndShowsNothing(string content, string expected)
    {
        var store = Store(content);

        var failure = await Samples.FailsAsync(() => store.FindAsync("a.io", null, default), RegistryOutcome.Configuration);

        Assert.Contains(store.Files[0], failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_ThenFind_GivesTheSameAndKeepsTheRest()
    {
        var file = _directory.Write("config.json", $$$$"""{"HttpHeaders":{"X":"y"},"auths":{"https://ghcr.io":{"auth":"{{{{Base64("old:1")}}}}"},"b.io":{"auth":"{{{{Base64("bob:2")}}}}"}}}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var store = new CredentialStore([file]);

        Assert.Equal(file, await store.SaveAsync("ghcr.io", Credential.Of("alice", "pä:ss")));
        await store.SaveAsync("docker.io", new Credential { User = "dora", IdentityToken = "identity" });

        Assert.Equal(Credential.Of("alice", "pä:ss"), await store.FindAsync("ghcr.io", null, default));
        Assert.Equal("identity", (await store.FindAsync("docker.io", "library/x", default))!.IdentityToken);
        Assert.Equal("bob", (await store.FindAsync("b.io", null, default))!.User);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        Assert.Equal("y", (string?)json["HttpHeaders"]!["X"]);
        Assert.Equal(["b.io", "ghcr.io", "https://index.docker.io/v1/"], json["auths"]!.AsObject().Select(p => p.Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public async Task Save_ThroughALink_KeepsTheLink()
    {
        var target = _directory.Write("dotfiles/config.json", "{}");
        File.CreateSymbolicLink(_directory["config.json"], target);

        await new CredentialStore([_directory["config.json"]]).SaveAsync("a.io", Credential.Of("alice", "1"));

        Assert.Equal(target, new FileInfo(_directory["config.json"]).LinkTarget);
        Assert.Contains("a.io", await File.ReadAllTextAsync(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_IntoADirectoryThatIsMissing_MakesItPrivate()
    {
        var store = new CredentialStore([_directory["new/config.json"]]);

        await store.SaveAsync("a.io", Credential.Of("alice", "1"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["new"]));
    }

    [Fact]
    public async Task Erase_RemovesAllSpellings()
    {
        var auth = $$$$"""{"auth":"{{{{Base64("a:1")}}}}"}""";
        var store = Store($$$$"""{"auths":{"a.io":{{{{auth}}}},"https://a.io/v1/":{{{{auth}}}},"b.io":{{{{auth}}}}}}""");

        Assert.True(await store.EraseAsync("a.io"));
        Assert.False(await store.EraseAsync("a.io"));

        Assert.Null(await store.FindAsync("a.io", null, default));
        Assert.NotNull(await store.FindAsync("b.io", null, default));
    }

    [Fact]
    public void FromEnvironment_NamesTheFilesInOrder()
    {
        Assert.Equal(["/x/auth.json"], Files(new() { ["REGISTRY_AUTH_FILE"] = "/x/auth.json", ["DOCKER_CONFIG"] = "/d" }));
        Assert.Equal(
            ["/d/config.json", "/run/user/1/containers/auth.json", "/h/.config/containers/auth.json"],
            Files(new() { ["HOME"] = "/h", ["DOCKER_CONFIG"] = "/d", ["XDG_RUNTIME_DIR"] = "/run/user/1" }));
        Assert.Equal("/h/.docker/config.json", Files(new() { ["HOME"] = "/h" })[0]);

        static IReadOnlyList<string> Files(Dictionary<string, string> environment) =>
            CredentialStore.FromEnvironment(environment.GetValueOrDefault).Files;
    }

    private CredentialStore Store(string json) => new([_directory.Write("config.json", json)]);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
