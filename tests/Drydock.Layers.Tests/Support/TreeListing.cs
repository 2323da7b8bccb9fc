using System.Security.Cryptography;
using System.Text;
using Drydock.Linux;
using Drydock.Linux.Files;

namespace Drydock.Layers.Tests.Support;

/// <summary>A whole tree as lines of text, so that two trees are equal exactly when their listings are.</summary>
internal static class TreeListing
{
    /// <summary>Content, type, mode, owner, link, device, xattrs, hard link groups and times of everything in a tree.</summary>
    /// <param name="path">The tree.</param>
    /// <param name="times">How times count: 1 whole seconds, 0 not at all, 9 to the nanosecond.</param>
    /// <param name="groups">Whether hard links count: an overlay breaks them on copy-up.</param>
    /// <param name="rootTime">Whether the time of the root itself counts.</param>
    public static string Of(string path, int times = 1, bool groups = true, bool rootTime = true)
    {
        using var root = RootedDirectory.Open(path);
        var lines = new StringBuilder();
        var firstNames = new Dictionary<(ulong, ulong), string>();
        using (var self = root.OpenDirectory(UnixPath.Root))
        {
            var status = self.Stat(default);
            Append(lines, self, default, status, "/", rootTime ? times : 0, "");
        }

        root.Walk(UnixPath.Root, (in WalkEntry entry) =>
        {
            var name = entry.Path.ToString();
            var link = "";
            if (groups && entry.Status is { LinkCount: > 1, IsDirectory: false })
            {
                var identity = (entry.Status.Device, entry.Status.Inode);
                link = firstNames.TryGetValue(identity, out var first) ? " same-as=" + first : "";
                firstNames.TryAdd(identity, name);
            }

            Append(lines, entry.Directory, entry.Name, entry.Status, name, times, link);
            return WalkAction.Continue;
        });
        return lines.ToString();
    }

    private static void Append(StringBuilder lines, DirectoryHandle directory, ReadOnlySpan<byte> name, in FileStatus status, string shown, int times, string link)
    {
        lines.Append(Escape(shown)).Append(' ').Append(status.Type).Append(' ').Append(Convert.ToString(status.Mode, 8))
            .Append($" {status.Uid}:{status.Gid}");
        switch (status.Type)
        {
            case FileType.Regular:
                using (var file = directory.OpenRead(name))
                using (var stream = new FileStream(file, FileAccess.Read))
                {
                    lines.Append($" {status.Size} {Convert.ToHexStringLower(SHA256.HashData(stream))[..16]}");
                }

                break;
            case FileType.SymbolicLink:
                lines.Append(" -> ").Append(Escape(ByteText.Decode(directory.ReadLink(name))));
                break;
            case FileType.CharacterDevice or FileType.BlockDevice:
                lines.Append($" {status.DeviceMajor}:{status.DeviceMinor}");
                break;
        }

        if (times > 0)
        {
            lines.Append($" @{status.ModifiedTime.Seconds}").Append(times == 9 ? $".{status.ModifiedTime.Nanoseconds:D9}" : "");
        }

        var holder = directory;
        foreach (var attribute in TreeEntries.ReadXattrs(holder, name))
        {
            lines.Append($" {ByteText.Decode(attribute.Name)}={Convert.ToHexStringLower(attribute.Value)}");
        }

        lines.Append(link).Append('\n');
    }

    private static string Escape(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text)
        {
            shown.Append(c is >= ' ' and < '\x7f' ? c.ToString() : $"\\x{(int)c:x}");
        }

        return shown.ToString();
    }
}
