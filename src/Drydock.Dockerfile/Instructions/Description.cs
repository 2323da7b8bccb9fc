namespace Drydock.Dockerfile.Instructions;

/// <summary>A comment above FROM or ARG that begins with the name of the stage or argument describes it.</summary>
internal static class Description
{
    /// <summary>The rest of the first such comment; empty if there is none.</summary>
    public static string Of(string? name, IReadOnlyList<string> comments)
    {
        if (!string.IsNullOrEmpty(name))
        {
            foreach (var comment in comments)
            {
                if (comment.StartsWith(name, StringComparison.Ordinal) && comment.Length > name.Length && comment[name.Length] == ' ')
                {
                    return comment[(name.Length + 1)..];
                }
            }
        }

        return "";
    }
}
