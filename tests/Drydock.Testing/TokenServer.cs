using System.Text;
using System.Text.Json.Nodes;

namespace Drydock.Testing;

/// <summary>
/// A token server as registries use them: it signs tokens that a real registry accepts, for
/// anonymous pulls, for one user, and for identity tokens.
/// </summary>
public sealed class TokenServer : IAsyncDisposable
{
    /// <summary>What the registry and the server call each other.</summary>
    public const string Service = "drydock-test-registry";

    /// <summary>Who signs.</summary>
    public const string Issuer = "drydock-test-issuer";

    private readonly RawHttpServer _server;

    /// <summary>Starts it.</summary>
    /// <param name="signer">Its key.</param>
    /// <param name="tls">Makes it speak TLS.</param>
    public TokenServer(TestCertificate signer, TestCertificate? tls = null)
    {
        Signer = signer;
        _server = new RawHttpServer(AnswerAsync, tls);
    }

    /// <summary>Its key and the certificate the registry trusts.</summary>
    public TestCertificate Signer { get; }

    /// <summary>The user it knows.</summary>
    public string User { get; init; } = "alice";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "pa:ss/wörd";

    /// <summary>The user's identity token.</summary>
    public string IdentityToken { get; init; } = "identity-token-of-alice";

    /// <summary>Whether anyone may pull.</summary>
    public bool AllowsAnonymousPull { get; init; } = true;

    /// <summary>The lifetime that is written into tokens; may be over already.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Answers a request in its place; null for the true answer.</summary>
    public Func<RawRequest, RawResponse?> Before { get; set; } = _ => null;

    /// <summary>The URL registries name in challenges.</summary>
    public string Realm => $"{_server.Url}/token";

    /// <summary>All requests so far.</summary>
    public IEnumerable<RawRequest> Requests => _server.Requests;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<RawResponse?> AnswerAsync(RawRequest request)
    {
        if (Before(request) is { } instead)
        {
            return instead;
        }

        var form = request.Method == "POST" ? Encoding.UTF8.GetString(await request.ReadBodyAsync()) : null;
        var fields = request with { Target = form is null ? request.Target : $"?{form.Replace('+', ' ')}" };
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        var isUser = form is null ? request["Authorization"] == basic : fields.Query("refresh_token") == IdentityToken;
        if (fields.Query("service") != Service || (!isUser && (form is not null || request["Authorization"] is not null || !AllowsAnonymousPull)))
        {
            return RawResponse.Text(401, "application/json", """{"errors":[{"code":"UNAUTHORIZED","message":"wrong user or password"}]}""");
        }

        var answer = new JsonObject { [form is null ? "token" : "access_token"] = Token(fields, isUser), ["expires_in"] = 300 };
        if (fields.Query("offline_token") == "true")
        {
            answer["refresh_token"] = IdentityToken;
        }

        return RawResponse.Text(200, "application/json", answer.ToJsonString());
    }

    private string Token(RawRequest fields, bool isUser)
    {
        var now = TimeProvider.System.GetUtcNow();
        var access = new JsonArray();
        foreach (var scope in fields.QueryAll("scope").SelectMany(s => s.Split(' ')))
        {
            var (first, last) = (scope.IndexOf(':', StringComparison.Ordinal), scope.LastIndexOf(':'));
            var actions = scope[(last + 1)..].Split(',').Where(action => isUser || action == "pull");
            access.Add(new JsonObject
            {
                ["type"] = scope[..first],
                ["name"] = scope[(first + 1)..last],
                ["actions"] = new JsonArray([.. actions.Select(action => JsonValue.Create(action))]),
            });
        }

        var header = new JsonObject
        {
            ["typ"] = "JWT",
            ["alg"] = Signer.JwtAlgorithm,
            ["x5c"] = new JsonArray(Convert.ToBase64String(Signer.Certificate.RawData)),
        };
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = isUser ? User : "",
            ["aud"] = Service,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.AddMinutes(-10).ToUnixTimeSeconds(),
            ["exp"] = now.Add(Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
            ["access"] = access,
        };
        var content = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Encode(Signer.Sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
