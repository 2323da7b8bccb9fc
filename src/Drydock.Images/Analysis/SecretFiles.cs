using Drydock.Layers.Folding;

namespace Drydock.Images.Analysis;

/// <summary>Files that usually hold secrets, by their names; keys and certificates by what they hold.</summary>
public static class SecretFiles
{
    private const int HeadBytes = 4096;

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        [".npmrc"] = "npm's settings, often with a token",
        [".pypirc"] = "PyPI's settings, often with a password",
        [".netrc"] = "passwords of servers",
        [".git-credentials"] = "git's passwords",
        [".pgpass"] = "PostgreSQL's passwords",
        [".htpasswd"] = "passwords of a web server",
        [".env"] = "variables of an environment, often with secrets",
        [".dockercfg"] = "logins of registries",
        ["id_rsa"] = "a private SSH key",
        ["id_dsa"] = "a private SSH key",
        ["id_ecdsa"] = "a private SSH key",
        ["id_ed25519"] = "a private SSH key",
    };

    private static readonly (string End, string What)[] s_ends =
    [
        (".docker/config.json", "logins of registries"),
        (".aws/credentials", "keys of AWS"),
        (".kube/config", "access to a cluster"),
        (".config/gcloud/application_default_credentials.json", "keys of Google Cloud"),
        (".git/HEAD", "a git repository with its history"),
    ];

    /// <summary>What a file looks like; null when it does not look like a secret.</summary>
    public static string? Recognize(StackedFile file)
    {
        if (file.Attributes.Size == 0)
        {
            return null;
        }

        var path = file.Path.ToString();
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (s_names.TryGetValue(name, out var what))
        {
            return what;
        }

        foreach (var (end, meaning) in s_ends)
        {
            if (path == end || path.EndsWith("/" + end, StringComparison.Ordinal))
            {
                return meaning;
            }
        }

        return name.EndsWith(".pem", StringComparison.Ordinal) || name.EndsWith(".key", StringComparison.Ordinal) ? PrivateKey(file) : null;
    }

    private static string? PrivateKey(StackedFile file)
    {
        using var content = file.Open();
        var head = new byte[HeadBytes];
        var count = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, count).IndexOf("PRIVATE KEY-----"u8) >= 0 ? "a private key" : null;
    }
}
