using System.Globalization;
using Drydock.Linux.Files;

namespace Drydock.Linux.Users;

/// <summary>Reads /etc/passwd and /etc/group of an image, which may hold anything.</summary>
internal static class AccountFile
{
    /// <summary>The largest file that is read. Real ones are a few KiB; those of large sites below 1 MiB.</summary>
    internal const int MaximumBytes = 8 * 1024 * 1024;

    /// <summary>The longest line that is read: a group with some ten thousand members.</summary>
    internal const int MaximumLineBytes = 256 * 1024;

    /// <summary>Ids above are refused everywhere, as docker does: uids and gids of 2^31 and more are not portable.</summary>
    internal const uint MaximumId = int.MaxValue;

    internal static IReadOnlyList<UserEntry> ReadUsers(RootedDirectory root) =>
        ReadLines(root, "etc/passwd", line => line.Split(':') is { Length: >= 4 } parts && TryId(parts[2], out var uid) && TryId(parts[3], out var gid)
            ? new UserEntry(parts[0], uid, gid, parts.Length > 5 ? parts[5] : "")
            : null);

    internal static IReadOnlyList<GroupEntry> ReadGroups(RootedDirectory root) =>
        ReadLines(root, "etc/group", line => line.Split(':') is { Length: >= 3 } parts && TryId(parts[2], out var gid)
            ? new GroupEntry(parts[0], gid, parts.Length > 3 ? parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : [])
            : null);

    /// <summary>An id of decimal digits only, not above <see cref="MaximumId"/>.</summary>
    internal static bool TryId(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= MaximumId;

    // A file that is not there has no entries. A line that makes no sense is left out: taking what is missing
    // in it as 0 would make it root.
    private static List<T> ReadLines<T>(RootedDirectory root, string path, Func<string, T?> parse)
        where T : class
    {
        ReadOnlySpan<byte> rest;
        try
        {
            rest = root.ReadAllBytes(UnixPath.FromText(path), MaximumBytes);
        }
        catch (LinuxException e) when (e.IsNotFound)
        {
            return [];
        }
        catch (LinuxException e)
        {
            throw new UserException($"cannot read /{path} of the image: {e.Message}");
        }

        var entries = new List<T>();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.Length > MaximumLineBytes)
            {
                throw new UserException($"cannot read /{path} of the image: it has a line of more than {MaximumLineBytes} bytes");
            }

            if (parse(ByteText.Decode(line).Trim()) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }
}
