using System.Globalization;
using System.Text;
using Drydock.Linux;

namespace Drydock.Layers.Tar;

/// <summary>Encodes header blocks and PAX records.</summary>
internal static class TarHeaderEncoder
{
    /// <summary>The body of the extended header an entry needs, keys in byte order; empty when ustar says all.</summary>
    public static byte[] PaxRecords(LayerEntry entry, ReadOnlySpan<byte> name)
    {
        var size = entry.Type == LayerEntryType.Regular ? entry.Size : 0;
        if (entry.Xattrs.Count == 0 && entry.LinkTarget.Length <= 100 && size <= TarFormat.MaxOctal11
            && entry.Uid <= TarFormat.MaxOctal7 && entry.Gid <= TarFormat.MaxOctal7
            && entry.MtimeSeconds is >= 0 and <= TarFormat.MaxOctal11 && TrySplit(name, out _))
        {
            return [];
        }

        var body = new List<byte>(256);
        foreach (var xattr in entry.Xattrs)
        {
            Append(body, [.. Encoding.ASCII.GetBytes(Tar.PaxRecords.SchilyPrefix), .. EscapeKey(xattr.Name)], xattr.Value);
        }

        AppendIf(entry.Gid > TarFormat.MaxOctal7, body, "gid"u8, entry.Gid);
        if (entry.LinkTarget.Length > 100)
        {
            Append(body, "linkpath"u8, entry.LinkTarget.Span);
        }

        AppendIf(entry.MtimeSeconds is < 0 or > TarFormat.MaxOctal11, body, "mtime"u8, entry.MtimeSeconds);
        if (!TrySplit(name, out _))
        {
            Append(body, "path"u8, name);
        }

        AppendIf(size > TarFormat.MaxOctal11, body, "size"u8, size);
        AppendIf(entry.Uid > TarFormat.MaxOctal7, body, "uid"u8, entry.Uid);
        return [.. body];
    }

    public static void EncodePaxHeader(Span<byte> block, UnixPath path, int size)
    {
        block.Clear();
        "PaxHeaders.0/"u8.CopyTo(block);
        var name = path.IsRoot ? "."u8 : path.Name;
        name[..Math.Min(name.Length, 86)].CopyTo(block[13..]);
        Octal(block[TarFormat.Mode], 0x1A4);
        Octal(block[TarFormat.Uid], 0);
        Octal(block[TarFormat.Gid], 0);
        Octal(block[TarFormat.Size], size);
        Octal(block[TarFormat.Mtime], 0);
        Finish(block, (byte)'x', 0, 0);
    }

    public static void Encode(Span<byte> block, LayerEntry entry, ReadOnlySpan<byte> name)
    {
        block.Clear();
        if (TrySplit(name, out var slash))
        {
            name[..Math.Max(slash, 0)].CopyTo(block[TarFormat.Prefix]);
            name[(slash + 1)..].CopyTo(block[TarFormat.Name]);
        }
        else
        {
            // Readers without PAX get the beginning; the record has the whole.
            name[..100].CopyTo(block[TarFormat.Name]);
        }

        if (entry.LinkTarget.Length > 0)
        {
            entry.LinkTarget.Span[..Math.Min(entry.LinkTarget.Length, 100)].CopyTo(block[TarFormat.LinkName]);
        }

        var size = entry.Type == LayerEntryType.Regular ? entry.Size : 0;
        Octal(block[TarFormat.Mode], entry.Mode & 0xFFF);
        Octal(block[TarFormat.Uid], entry.Uid > TarFormat.MaxOctal7 ? 0 : entry.Uid);
        Octal(block[TarFormat.Gid], entry.Gid > TarFormat.MaxOctal7 ? 0 : entry.Gid);
        Octal(block[TarFormat.Size], size > TarFormat.MaxOctal11 ? 0 : size);
        Octal(block[TarFormat.Mtime], entry.MtimeSeconds is < 0 or > TarFormat.MaxOctal11 ? 0 : entry.MtimeSeconds);
        Finish(block, TypeFlag(entry.Type), entry.DevMajor, entry.DevMinor);
    }

    /// <summary>
    /// Finds where a name is cut into prefix and name so that both fit; -1 when it fits whole. The
    /// cut is the last that leaves a short enough prefix, so there is one encoding of a name.
    /// </summary>
    private static bool TrySplit(ReadOnlySpan<byte> name, out int slash)
    {
        slash = -1;
        if (name.Length <= 100)
        {
            return true;
        }

        if (name.Length > 256)
        {
            return false;
        }

        // The slash at the end of a directory's name stays with the name.
        slash = name[..Math.Min(name.Length - 1, 156)].LastIndexOf((byte)'/');
        return slash > 0 && name.Length - slash - 1 <= 100;
    }

    private static byte TypeFlag(LayerEntryType type) => type switch
    {
        LayerEntryType.Regular => (byte)'0',
        LayerEntryType.HardLink => (byte)'1',
        LayerEntryType.SymbolicLink => (byte)'2',
        LayerEntryType.CharacterDevice => (byte)'3',
        LayerEntryType.BlockDevice => (byte)'4',
        LayerEntryType.Directory => (byte)'5',
        _ => (byte)'6',
    };

    private static void Finish(Span<byte> block, byte type, uint major, uint minor)
    {
        block[TarFormat.Type] = type;
        "ustar\000"u8.CopyTo(block[TarFormat.Magic]);
        Octal(block[TarFormat.DevMajor], major);
        Octal(block[TarFormat.DevMinor], minor);
        var sum = TarFormat.Sum(block).Unsigned;
        Octal(block[TarFormat.Checksum][..7], sum);
        block[TarFormat.Checksum][7] = (byte)' ';
    }

    /// <summary>Digits to the field's end, less one for the NUL.</summary>
    private static void Octal(Span<byte> field, long value)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        if (value != 0)
        {
            throw new LayerException("a device number of an entry does not fit in a tar header");
        }

        field[^1] = 0;
    }

    private static void AppendIf(bool condition, List<byte> body, ReadOnlySpan<byte> key, long value)
    {
        if (condition)
        {
            Append(body, key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>A record's length counts its own digits.</summary>
    private static void Append(List<byte> body, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var rest = key.Length + value.Length + 3;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        body.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        body.Add((byte)' ');
        body.AddRange(key);
        body.Add((byte)'=');
        body.AddRange(value);
        body.Add((byte)'\n');
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>
    /// A key ends at its first '='. GNU tar writes that byte as %3D, and % as %25; Go's readers know
    /// neither, so only names that would be misread are escaped.
    /// </summary>
    private static byte[] EscapeKey(byte[] name)
    {
        var bytes = name.AsSpan();
        return bytes.Contains((byte)'=') || bytes.IndexOf("%3D"u8) >= 0 || bytes.IndexOf("%25"u8) >= 0
            ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(name).Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal))
            : name;
    }
}
