using System.Buffers.Binary;

namespace Drydock.Layers.Erofs;

/// <summary>Encodes the extended attributes that stand behind an inode.</summary>
/// <remarks>Linux, fs/erofs/erofs_fs.h: a 12-byte header, then entries aligned to 4 bytes; well-known prefixes are numbers.</remarks>
internal static class ErofsXattrs
{
    public const int HeaderBytes = 12;

    /// <summary>The inode counts its attributes in units of 4 bytes, in 16 bits.</summary>
    private const int MaxBodyBytes = HeaderBytes + (4 * (ushort.MaxValue - 1));

    public static bool CanExpress(XattrSet attributes)
    {
        var size = HeaderBytes;
        foreach (var attribute in attributes)
        {
            if (Prefix(attribute.Name) is not (> 0, var suffix) || suffix.Length > byte.MaxValue || attribute.Value.Length > ushort.MaxValue)
            {
                return false;
            }

            size += EntryBytes(suffix, attribute.Value);
        }

        return size <= MaxBodyBytes;
    }

    /// <summary>The bytes behind the inode; none when there are no attributes.</summary>
    public static byte[] Encode(XattrSet attributes)
    {
        if (attributes.Count == 0)
        {
            return [];
        }

        var body = new byte[HeaderBytes + attributes.Sum(item => EntryBytes(Prefix(item.Name).Suffix, item.Value))];
        var at = HeaderBytes;
        foreach (var attribute in attributes)
        {
            var (index, suffix) = Prefix(attribute.Name);
            body[at] = (byte)suffix.Length;
            body[at + 1] = index;
            BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(at + 2), (ushort)attribute.Value.Length);
            suffix.CopyTo(body.AsSpan(at + 4));
            attribute.Value.CopyTo(body.AsSpan(at + 4 + suffix.Length));
            at += EntryBytes(suffix, attribute.Value);
        }

        return body;
    }

    private static int EntryBytes(byte[] suffix, byte[] value) => (4 + suffix.Length + value.Length + 3) & ~3;

    private static (byte Index, byte[] Suffix) Prefix(byte[] name)
    {
        var text = name.AsSpan();
        return text switch
        {
            _ when text.SequenceEqual("system.posix_acl_access"u8) => (2, []),
            _ when text.SequenceEqual("system.posix_acl_default"u8) => (3, []),
            _ when text.StartsWith("user."u8) => (1, name[5..]),
            _ when text.StartsWith("trusted."u8) => (4, name[8..]),
            _ when text.StartsWith("security."u8) => (6, name[9..]),
            _ => (0, name),
        };
    }
}
