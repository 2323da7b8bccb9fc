using System.Globalization;
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
    /// <summary>The digest; those of all regular files are known.</summary>
    public static string Of(IReadOnlyList<SelectedSource> selected, bool keepParents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new StringBuilder();
        foreach (var source in selected)
        {
            var name = keepParents ? source.Root.Path.ToString() : ByteText.Decode(source.Name);
            line.Append(CultureInfo.InvariantCulture, $"source {name.Length}:{(source.Root.IsDirectory && !keepParents ? "" : name)}\n");
            foreach (var item in source.Parents.Concat(source.Items))
            {
                var entry = item.Entry;
                var path = item.Relative.ToString();
                line.Append(CultureInfo.InvariantCulture, $"{path.Length}:{path} {(int)entry.Type} {entry.Mode} {entry.DevMajor}:{entry.DevMinor} ");
                line.Append(item.Content.ToString()).Append(' ').Append(Convert.ToHexStringLower(entry.LinkTarget.Span));
                if (source.Tree.KeepOwner)
                {
                    line.Append(CultureInfo.InvariantCulture, $" {entry.Uid}:{entry.Gid}");
                }

                foreach (var xattr in entry.Xattrs)
                {
                    line.Append(' ').Append(Convert.ToHexStringLower(xattr.Name)).Append('=').Append(Convert.ToHexStringLower(xattr.Value));
                }

                hash.AppendData(Encoding.Unicode.GetBytes(line.Append('\n').ToString()));
                line.Clear();
            }
        }

        return Digest.FromSha256(hash.GetHashAndReset()).ToString();
    }
}
