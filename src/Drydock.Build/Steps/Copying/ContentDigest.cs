using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Drydock.Linux;
using Drydock.Oci;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// The digest of selected files. What counts of a file: path, type, mode, content, link target,
/// attributes; the owner where it is kept; never times.
/// </summary>
internal static class ContentDigest
{
    // Lines are hashed many at a time.
    private const int EnoughChars = 8 * 1024;

    /// <summary>The digest; those of all regular files are known.</summary>
    public static string Of(IReadOnlyList<SelectedSource> selected, bool keepParents)
    {
        IncrementalHash? hash = null;
        var lines = new StringBuilder(EnoughChars * 2);
        foreach (var source in selected)
        {
            var name = keepParents ? source.Root.Path.ToString() : ByteText.Decode(source.Name);
            lines.Append(CultureInfo.InvariantCulture, $"source {name.Length}:{(source.Root.IsDirectory && !keepParents ? "" : name)}\n");
            foreach (var item in source.Parents.Concat(source.Items))
            {
                Append(lines, source, item);
                if (lines.Length >= EnoughChars)
                {
                    Take(lines, hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
                }
            }
        }

        if (hash is null)
        {
            return Digest.OfBytes(MemoryMarshal.AsBytes(lines.ToString().AsSpan())).ToString();
        }

        using (hash)
        {
            Take(lines, hash);
            return Digest.FromSha256(hash.GetHashAndReset()).ToString();
        }
    }

    private static void Append(StringBuilder lines, SelectedSource source, SourceItem item)
    {
        var entry = item.Entry;
        var path = ByteText.Decode(item.Path.Bytes[item.TopBytes..].TrimStart((byte)'/'));
        lines.Append(CultureInfo.InvariantCulture, $"{path.Length}:{path} {(int)entry.Type} {entry.Mode} {entry.DevMajor}:{entry.DevMinor} ");
        lines.Append(item.Content.ToString()).Append(' ');
        if (!entry.LinkTarget.IsEmpty)
        {
            lines.Append(Convert.ToHexStringLower(entry.LinkTarget.Span));
        }

        if (source.Tree.KeepOwner)
        {
            lines.Append(CultureInfo.InvariantCulture, $" {entry.Uid}:{entry.Gid}");
        }

        foreach (var xattr in entry.Xattrs)
        {
            lines.Append(' ').Append(Convert.ToHexStringLower(xattr.Name)).Append('=').Append(Convert.ToHexStringLower(xattr.Value));
        }

        lines.Append('\n');
    }

    // As they are, in UTF-16: a name that is no UTF-8 is text with lone surrogates, which an encoding would not keep apart.
    private static void Take(StringBuilder lines, IncrementalHash hash)
    {
        foreach (var chunk in lines.GetChunks())
        {
            hash.AppendData(MemoryMarshal.AsBytes(chunk.Span));
        }

        lines.Clear();
    }
}
