using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Drydock.Comparison.Images;

/// <summary>What one or more names of a tree stand for, as a tar entry tells it.</summary>
internal sealed class Inode
{
    private const string AttributePrefix = "SCHILY.xattr.";
    private const int LongestShownText = 80;

    private Inode(string kind, string mode, string owner, string? value, DateTimeOffset modified, IReadOnlyDictionary<string, string> attributes) =>
        (Kind, Mode, Owner, Value, Modified, Attributes) = (kind, mode, owner, value, modified, attributes);

    /// <summary>Its type, such as "file".</summary>
    public string Kind { get; }

    /// <summary>Permissions and the three bits above, in octal.</summary>
    public string Mode { get; }

    /// <summary>User and group, as numbers.</summary>
    public string Owner { get; }

    /// <summary>A file's content, a link's target or a device's numbers.</summary>
    public string? Value { get; }

    /// <summary>When the content changed.</summary>
    public DateTimeOffset Modified { get; }

    /// <summary>Extended attributes by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>Whether names below it make sense.</summary>
    public bool IsDirectory => Kind == "directory";

    /// <summary>The directory that is there without an entry of its own.</summary>
    public static Inode Implied() => new("directory", "755", "0:0", null, DateTimeOffset.UnixEpoch, new Dictionary<string, string>());

    /// <summary>What <paramref name="entry"/> says; its content is read.</summary>
    public static Inode Of(TarEntry entry)
    {
        var attributes = (entry as PaxTarEntry)?.ExtendedAttributes ?? new Dictionary<string, string>();
        var (kind, value) = entry.EntryType switch
        {
            TarEntryType.Directory => ("directory", null),
            TarEntryType.SymbolicLink => ("symlink", entry.LinkName),
            TarEntryType.CharacterDevice => ("char", Device(entry)),
            TarEntryType.BlockDevice => ("block", Device(entry)),
            TarEntryType.Fifo => ("fifo", (string?)null),
            _ => ("file", Content(entry.DataStream)),
        };
        return new Inode(
            kind,
            Convert.ToString((int)entry.Mode, 8),
            string.Create(CultureInfo.InvariantCulture, $"{entry.Uid}:{entry.Gid}"),
            value,
            entry.ModificationTime,
            attributes.Where(a => a.Key.StartsWith(AttributePrefix, StringComparison.Ordinal)).ToDictionary(a => a.Key[AttributePrefix.Length..], a => Quote(a.Value)));
    }

    private static string Device(TarEntry entry) =>
        entry is PosixTarEntry device ? string.Create(CultureInfo.InvariantCulture, $"{device.DeviceMajor},{device.DeviceMinor}") : "?";

    private static string Content(Stream? stream)
    {
        using var memory = new MemoryStream();
        stream?.CopyTo(memory);
        var bytes = memory.ToArray();
        return bytes.Length <= LongestShownText && !bytes.Any(b => b > 126)
            ? Quote(Encoding.ASCII.GetString(bytes))
            : string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}");
    }

    /// <summary>In one line, and without blanks at its ends that cannot be seen.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => quoted.Append("\\n"),
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' or > '~' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
