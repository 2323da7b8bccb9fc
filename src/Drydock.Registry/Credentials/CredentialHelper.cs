using System.Text.Json;
using System.Text.Json.Serialization;
using Drydock.Registry.Http;

namespace Drydock.Registry.Credentials;

/// <summary>A program <c>docker-credential-NAME</c>; everything but the verb goes over its standard input.</summary>
/// <remarks>The protocol of docker/docker-credential-helpers.</remarks>
internal sealed class CredentialHelper
{
    private const int MaxOutput = 256 * 1024;
    private readonly RunHelper _run;

    // Some helpers ask the user or a cloud; none should need longer.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    /// <summary>Names a helper; nothing is started yet.</summary>
    /// <param name="name">Its name, without the prefix.</param>
    /// <param name="run">Starts it.</param>
    /// <exception cref="RegistryException">The name could lead to a program elsewhere.</exception>
    public CredentialHelper(string name, RunHelper run)
    {
        _run = run;
        if (name.Length > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] == '.')
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"\"{Redactor.Clean(name, 100)}\" is no name of a credential helper", "correct credsStore or credHelpers in the credential file");
        }

        Program = $"docker-credential-{name}";
    }

    /// <summary>The program.</summary>
    public string Program { get; }

    /// <summary>The credential for a registry; null when the helper has none.</summary>
    public async Task<Credential?> GetAsync(string host, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync("get", CredentialKey.ToWrite(host), cancellationToken);
        if (exitCode != 0)
        {
            return IsNotFound(output) ? null : throw Failed("get", host, exitCode, output, secret: null);
        }

        try
        {
            var answer = JsonSerializer.Deserialize(output, HelperJsonContext.Default.HelperCredential);
            return string.IsNullOrEmpty(answer?.Secret) ? null : Credential.Of(answer.Username ?? "", answer.Secret);
        }
        catch (JsonException)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"the credential helper {Program} gave an answer for {host} that is not JSON", $"run {Program} by hand to see why");
        }
    }

    /// <summary>Gives a credential to the helper to keep.</summary>
    public async Task StoreAsync(string host, Credential credential, CancellationToken cancellationToken)
    {
        var secret = credential.IdentityToken ?? credential.Password ?? "";
        var document = new HelperCredential
        {
            ServerUrl = CredentialKey.ToWrite(host),
            Username = credential.IdentityToken is null ? credential.User : Credential.TokenUser,
            Secret = secret,
        };
        var (exitCode, output) = await RunAsync("store", JsonSerializer.Serialize(document, HelperJsonContext.Default.HelperCredential), cancellationToken);
        if (exitCode != 0)
        {
            throw Failed("store", host, exitCode, output, secret);
        }
    }

    /// <summary>Makes the helper forget a registry; false when it knew nothing of it.</summary>
    public async Task<bool> EraseAsync(string host, CancellationToken cancellationToken)
    {
        if (await GetAsync(host, cancellationToken) is null)
        {
            return false;
        }

        var (exitCode, output) = await RunAsync("erase", CredentialKey.ToWrite(host), cancellationToken);
        return exitCode == 0 || (IsNotFound(output) ? false : throw Failed("erase", host, exitCode, output, secret: null));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string verb, string input, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            var answer = await _run(Program, verb, input, limit.Token);
            return (answer.ExitCode, answer.Output.Length > MaxOutput ? answer.Output[..MaxOutput] : answer.Output);
        }
        catch (HelperStartException e)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"the credential helper {Program} cannot be started: {e.Message}", "install it, or correct credsStore and credHelpers in the credential file", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"the credential helper {Program} did not end within {s_limit.TotalSeconds} s", $"run {Program} {verb} by hand to see why");
        }
    }

    private static bool IsNotFound(string output) =>
        output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase);

    private RegistryException Failed(string verb, string host, int exitCode, string output, string? secret)
    {
        var redactor = new Redactor();
        redactor.Learn(secret);
        // Helpers put their messages on standard output; what looks like a credential is not shown.
        var line = output.Split('\n')[0];
        var reason = line.Length == 0 || line.StartsWith('{') ? "" : $": {redactor.Text(line, 200)}";
        return new RegistryException(
            RegistryOutcome.Configuration,
            $"the credential helper {Program} failed for {host} (exit code {exitCode}){reason}",
            $"run {Program} {verb} by hand to see why");
    }
}

/// <summary>A credential in the protocol of helpers.</summary>
internal sealed record HelperCredential
{
    [JsonPropertyName("ServerURL")]
    public string? ServerUrl { get; init; }

    [JsonPropertyName("Username")]
    public string? Username { get; init; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; init; }
}

[JsonSerializable(typeof(HelperCredential))]
internal sealed partial class HelperJsonContext : JsonSerializerContext;
