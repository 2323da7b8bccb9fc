using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Drydock.Registry.Credentials;

/// <summary>One <c>config.json</c> or <c>auth.json</c>. What is not about credentials is kept as it is.</summary>
internal sealed class CredentialFile
{
    private const long MaxFileBytes = 4 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly JsonObject _root;

    private CredentialFile(string path, JsonObject root)
    {
        _path = path;
        _root = root;
    }

    /// <summary>The helper program for all registries that have none of their own; null for none.</summary>
    public string? DefaultHelper => TextOf(_root, "credsStore");

    /// <summary>Reads a file; an absent one is empty.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    public static CredentialFile Read(string path)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length == 0)
            {
                return new CredentialFile(path, []);
            }

            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new JsonException($"the file is larger than {MaxFileBytes} bytes");
            }

            // Keys given twice are found out here, not somewhere later.
            var root = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) as JsonObject
                ?? throw new JsonException("a JSON object is expected");
            _ = root.Count;
            return new CredentialFile(path, root);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The parser's message may quote the file: only its place is told.
            var place = e is JsonException { LineNumber: { } line } ? $"it is not valid JSON (line {line + 1})" : e is ArgumentException ? "it has a key twice" : e.Message;
            throw new RegistryException(RegistryOutcome.Configuration, $"the credential file {path} cannot be used: {place}", "correct or remove it");
        }
    }

    /// <summary>The helper program for a normalized key alone; null for none.</summary>
    public string? HelperOf(string key) => _root["credHelpers"] is JsonObject helpers
        ? helpers.Where(pair => CredentialKey.Normalize(pair.Key) == key).Select(pair => TextOf(helpers, pair.Key)).FirstOrDefault()
        : null;

    /// <summary>The credential written in the file under a normalized key; null for none.</summary>
    /// <exception cref="RegistryException">The entry is malformed.</exception>
    public Credential? Find(string key)
    {
        foreach (var (name, _) in Entries(key))
        {
            if (ToCredential(name, (JsonObject)Auths![name]!) is { } credential)
            {
                return credential;
            }
        }

        return null;
    }

    /// <summary>Puts a credential in the place of all entries for a registry.</summary>
    public void Set(string host, Credential credential)
    {
        Remove(host);
        var entry = new JsonObject
        {
            ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")),
        };
        if (credential.IdentityToken is not null)
        {
            entry["identitytoken"] = credential.IdentityToken;
        }

        if (Auths is null)
        {
            _root["auths"] = new JsonObject();
        }

        Auths![CredentialKey.ToWrite(host)] = entry;
    }

    /// <summary>Removes all entries for a registry itself; false when there was none.</summary>
    public bool Remove(string host)
    {
        var names = Entries(CredentialKey.Normalize(host)).Select(pair => pair.Key).ToList();
        names.ForEach(name => Auths!.Remove(name));
        return names.Count > 0;
    }

    /// <summary>Replaces the file: readable for the owner only, and at no instant half written.</summary>
    /// <exception cref="RegistryException">It cannot be written.</exception>
    public void Write()
    {
        string? temporary = null;
        try
        {
            // A link, as dotfile managers make, stays a link.
            var target = new FileInfo(_path).LinkTarget is null
                ? Path.GetFullPath(_path)
                : File.ResolveLinkTarget(_path, returnFinalTarget: true)!.FullName;
            var directory = Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            temporary = Path.Combine(directory, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            }))
            {
                using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, IndentCharacter = '\t', IndentSize = 1 }))
                {
                    _root.WriteTo(writer);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"the credential file {_path} cannot be written: {e.Message}", "check its permissions and the free space", e);
        }
        finally
        {
            if (temporary is not null && File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private JsonObject? Auths => _root["auths"] as JsonObject;

    private IEnumerable<KeyValuePair<string, JsonNode?>> Entries(string key) =>
        Auths?.Where(pair => pair.Value is JsonObject && CredentialKey.Normalize(pair.Key) == key) ?? [];

    private Credential? ToCredential(string name, JsonObject entry)
    {
        var (user, password) = (TextOf(entry, "username") ?? "", TextOf(entry, "password"));
        if (TextOf(entry, "auth") is { Length: > 0 } auth)
        {
            (user, password) = Decode(name, auth);
        }

        var (identity, registry) = (TextOf(entry, "identitytoken"), TextOf(entry, "registrytoken"));
        return string.IsNullOrEmpty(password) && identity is null && registry is null
            ? null
            : new Credential { User = user, Password = identity is null ? password : null, IdentityToken = identity, RegistryToken = registry };
    }

    private (string User, string Password) Decode(string name, string auth)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            // Old docker versions padded with NUL.
            return colon < 0 ? throw new FormatException() : (pair[..colon], pair[(colon + 1)..].TrimEnd('\0'));
        }
        catch (FormatException)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration,
                $"the entry for {Http.Redactor.Url("https://" + CredentialKey.Normalize(name))} in the credential file {_path} is damaged",
                "run drydock login for it again");
        }
    }

    private static string? TextOf(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
