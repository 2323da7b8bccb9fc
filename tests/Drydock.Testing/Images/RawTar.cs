using System.Globalization;
using System.Text;

namespace Drydock.Testing.Images;

/// <summary>Archives byte by byte, by no writer of ours: names and fields as hostile as a test wants them.</summary>
public sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    /// <summary>An archive without entries.</summary>
    public static RawTar New => new();

    /// <summary>Adds a regular file.</summary>
    public RawTar File(string name, string content = "evil", int mode = 0x1A4, string uid = "0000000") => Entry(name, '0', "", Encoding.Latin1.GetBytes(content), mode, uid: uid);

    /// <summary>Adds a directory.</summary>
    public RawTar Dir(string name, int mode = 0x1ED) => Entry(name, '5', mode: mode);

    /// <summary>Adds a symbolic link.</summary>
    public RawTar Symlink(string name, string target) => Entry(name, '2', target);

    /// <summary>Adds a hard link.</summary>
    public RawTar Hardlink(string name, string target) => Entry(name, '1', target);

    /// <summary>Adds PAX records for the next entry.</summary>
    public RawTar Pax(params (string Key, string Value)[] records) => PaxBytes('x', records);

    /// <summary>Adds PAX records for all that follows.</summary>
    public RawTar Global(params (string Key, string Value)[] records) => PaxBytes('g', records);

    /// <summary>Adds PAX records of a type; values are bytes, one a character.</summary>
    public RawTar PaxBytes(char type, params (string Key, string Value)[] records)
    {
        var body = new StringBuilder();
        foreach (var (key, value) in records)
        {
            var rest = key.Length + value.Length + 3;
            var length = rest + Digits(rest);
            length = rest + Digits(length);
            body.Append(CultureInfo.InvariantCulture, $"{length} ").Append(key).Append('=').Append(value).Append('\n');
        }

        return Entry("PaxHeaders/x", type, "", Encoding.Latin1.GetBytes(body.ToString()));
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>Adds any entry.</summary>
    public RawTar Entry(string name, char type, string link = "", byte[]? content = null, int mode = 0x1A4, string? size = null, string mtime = "13735621000", string uid = "0000000", string magic = "ustar\000", string prefix = "", uint major = 0, uint minor = 0)
    {
        content ??= [];
        var block = new byte[512];
        Put(block, 0, name);
        Put(block, 100, Convert.ToString(mode, 8).PadLeft(7, '0'));
        Put(block, 108, uid);
        Put(block, 116, "0000000");
        Put(block, 124, size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0'));
        Put(block, 136, mtime);
        block[156] = (byte)type;
        Put(block, 157, link);
        Put(block, 257, magic);
        Put(block, 329, Convert.ToString(major, 8).PadLeft(7, '0'));
        Put(block, 337, Convert.ToString(minor, 8).PadLeft(7, '0'));
        Put(block, 345, prefix);
        return Header(block).Raw(content).Raw(new byte[-content.Length & 511]);
    }

    /// <summary>Adds a block after giving it its checksum.</summary>
    public RawTar Header(byte[] block)
    {
        Put(block, 148, "        ");
        var sum = block.Sum(b => b);
        Put(block, 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
        return Raw(block);
    }

    /// <summary>Adds bytes.</summary>
    public RawTar Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The archive with its end.</summary>
    public byte[] End() => [.. _bytes, .. new byte[1024]];

    /// <summary>The archive without its end.</summary>
    public byte[] Cut() => [.. _bytes];

    /// <summary>Writes text into a header.</summary>
    public static void Put(byte[] block, int offset, string text) => Encoding.Latin1.GetBytes(text).AsSpan()[..Math.Min(text.Length, block.Length - offset)].CopyTo(block.AsSpan(offset));
}
