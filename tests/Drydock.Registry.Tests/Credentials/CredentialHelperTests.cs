using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Credentials;

/// <summary>Real programs on PATH, as users install them; PATH is changed for this process, so the name is this test's own.</summary>
public sealed class CredentialHelperTests : IDisposable
{
    private const string Helper = """
        #!/bin/sh
        dir=$(dirname "$0")
        printf '%s\n' "$*" >> "$dir/arguments"
        case "$1" in
          get) read -r server; f="$dir/$(printf %s "$server" | tr -c 'a-z0-9.\n' _)"
               if [ -f "$f" ]; then cat "$f"; else echo "credentials not found in native keychain"; exit 1; fi ;;
          store) cat > "$dir/in"; server=$(sed 's/.*"ServerURL":"\([^"]*\)".*/\1/' "$dir/in"); cp "$dir/in" "$dir/$(printf %s "$server" | tr -c 'a-z0-9.\n' _)" ;;
          erase) read -r server; rm "$dir/$(printf %s "$server" | tr -c 'a-z0-9.\n' _)" ;;
        esac
        """;

    private readonly TempDirectory _directory = new();
    private readonly string _name = $"drydock-{Guid.NewGuid():N}";
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public CredentialHelperTests() => Environment.SetEnvironmentVariable("PATH", $"{_directory.Path}:{_path}");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _directory.Dispose();
    }

    [Fact]
    public async Task SaveFindErase_WithADefaultHelper_GoThroughIt()
    {
        _directory.WriteScript($"docker-credential-{_name}", Helper);
        var store = Store($$$$"""{"credsStore":"{{{{_name}}}}","auths":{"a.io":{}}}""");

        Assert.Null(await store.FindAsync("a.io", "x", default));
        Assert.Equal($"docker-credential-{_name}", await store.SaveAsync("a.io", Credential.Of("alice", "pä\"ss")));
        Assert.Equal(Credential.Of("alice", "pä\"ss"), await store.FindAsync("a.io", "x", default));
        Assert.True(await store.EraseAsync("a.io"));
        Assert.Null(await store.FindAsync("a.io", "x", default));

        // Nothing but the verb stands where other users could read it, and nothing is in the file.
        Assert.All(await File.ReadAllLinesAsync(_directory["arguments"]), line => Assert.Contains(line, (string[])["get", "store", "erase"]));
        Assert.DoesNotContain("pä", await File.ReadAllTextAsync(store.Files[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_WithAHelperForOneRegistry_AsksItForThatOnly()
    {
        _directory.WriteScript($"docker-credential-{_name}", """
            #!/bin/sh
            read -r server; printf '{"ServerURL":"%s","Username":"<token>","Secret":"identity of %s"}' "$server" "$server"
            """);
        var store = Store($$$$"""{"credHelpers":{"docker.io":"{{{{_name}}}}"},"auths":{"b.io":{"username":"bob","password":"1"}}}""");

        Assert.Equal("identity of https://index.docker.io/v1/", (await store.FindAsync("docker.io", "library/x", default))!.IdentityToken);
        Assert.Equal("bob", (await store.FindAsync("b.io", "x", default))!.User);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho 'the keychain is locked'; exit 3", "failed for a.io (exit code 3): the keychain is locked")]
    [InlineData("#!/bin/sh\necho '{\"Secret\":\"s3cr3t\"}'; exit 3", "failed for a.io (exit code 3);")]
    [InlineData("#!/bin/sh\necho 's3cr3t'", "not JSON")]
    public async Task Find_WithAHelperThatFails_SaysSoAndShowsNoSecret(string script, string expected)
    {
        _directory.WriteScript($"docker-credential-{_name}", script);

        var failure = await Samples.FailsAsync(
            () => Store($$$$"""{"credsStore":"{{{{_name}}}}"}""").FindAsync("a.io", null, default), RegistryOutcome.Configuration);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent-helper", "cannot be started")]
    [InlineData("../../bin/sh", "is no name of a credential helper")]
    [InlineData("a b", "is no name of a credential helper")]
    public async Task Find_WithAHelperThatIsNone_SaysSo(string name, string expected)
    {
        var failure = await Samples.FailsAsync(
            () => Store($$$$"""{"credsStore":"{{{{name}}}}"}""").FindAsync("a.io", null, default), RegistryOutcome.Configuration);

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_Cancelled_EndsTheHelper()
    {
        _directory.WriteScript($"docker-credential-{_name}", "#!/bin/sh\nexec sleep 60");
        using var cancel = new CancellationTokenSource(300);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store($$$$"""{"credsStore":"{{{{_name}}}}"}""").FindAsync("a.io", null, cancel.Token));
    }

    private CredentialStore Store(string json) => new([_directory.Write("config.json", json)]);
}
