namespace Drydock.Registry.Credentials;

/// <summary>What proves an identity to a registry. It never prints its secrets.</summary>
public sealed record Credential
{
    /// <summary>The user name credential helpers give with an identity token.</summary>
    public const string TokenUser = "<token>";

    /// <summary>The user; empty with <see cref="RegistryToken"/> alone.</summary>
    public string User { get; init; } = "";

    /// <summary>The password or access token of <see cref="User"/>.</summary>
    public string? Password { get; init; }

    /// <summary>A refresh token, exchanged at the token server (OAuth 2).</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A token sent to the registry as it is.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>A user with a password; the user <c>&lt;token&gt;</c> makes it an identity token.</summary>
    public static Credential Of(string user, string secret) => user == TokenUser
        ? new Credential { User = user, IdentityToken = secret }
        : new Credential { User = user, Password = secret };

    /// <summary>The user alone.</summary>
    public override string ToString() => User.Length == 0 ? "(token)" : User;
}
