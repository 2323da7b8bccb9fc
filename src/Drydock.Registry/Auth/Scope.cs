namespace Drydock.Registry.Auth;

/// <summary>What a token shall allow.</summary>
/// <param name="Type">The kind of resource: <c>repository</c> or <c>registry</c>.</param>
/// <param name="Name">The resource, such as <c>library/alpine</c>.</param>
/// <param name="Actions">The actions, separated by commas, such as <c>pull,push</c>.</param>
/// <remarks>docker's token scope documentation, "Resource Scope Grammar".</remarks>
internal sealed record Scope(string Type, string Name, string Actions)
{
    /// <summary>Reading a repository.</summary>
    public static Scope Pull(string path) => new("repository", path, "pull");

    /// <summary>Reading and writing a repository.</summary>
    public static Scope Push(string path) => new("repository", path, "pull,push");

    /// <summary>Deleting in a repository.</summary>
    public static Scope Delete(string path) => new("repository", path, "delete,pull");

    /// <summary>Reads the scopes of a challenge, which are separated by spaces; malformed ones are left out.</summary>
    public static IEnumerable<Scope> ParseAll(string text)
    {
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // The name may hold colons itself: a port.
            var (first, last) = (part.IndexOf(':', StringComparison.Ordinal), part.LastIndexOf(':'));
            if (first > 0 && last > first)
            {
                yield return new Scope(part[..first], part[(first + 1)..last], part[(last + 1)..]);
            }
        }
    }

    /// <summary>Whether this scope allows all that <paramref name="other"/> does.</summary>
    public bool Covers(Scope other) =>
        Type == other.Type && Name == other.Name && other.Actions.Split(',').All(Actions.Split(',').Contains);

    /// <summary>The scope as the user is told it: <c>library/alpine:pull</c>.</summary>
    public string Display => $"{Name}:{Actions}";

    /// <summary>The scope as the token server is told it.</summary>
    public override string ToString() => $"{Type}:{Name}:{Actions}";
}
