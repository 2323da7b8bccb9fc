using System.Buffers.Text;
using System.Text;

namespace Drydock.Layers.Tar;

/// <summary>Records of PAX extended headers, in order, keys as text.</summary>
/// <remarks>POSIX.1-2017, pax, "pax Extended Header": <c>LENGTH KEY=VALUE\n</c>; an empty value takes a record back.</remarks>
internal sealed class PaxRecords
{
    private readonly List<(string Key, byte[] Value)> _items = [];

    public int Count => _items.Count;

    public void Clear() => _items.Clear();

    public void AddRange(PaxRecords other) => _items.AddRange(other._items);

    /// <summary>Adds the records of one extended header.</summary>
    public void Parse(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            // Zero bytes after the last record come from writers that pad inside the size.
            if (text[0] == 0 && text.IndexOfAnyExcept((byte)0) < 0)
            {
                return;
            }

            if (!Utf8Parser.TryParse(text, out int length, out var digits) || digits >= text.Length || text[digits] != ' '
                || length <= digits + 2 || length > text.Length || text[length - 1] != '\n')
            {
                throw Damaged();
            }

            var record = text[(digits + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw Damaged();
            }

            _items.Add((Encoding.Latin1.GetString(record[..equals]), record[(equals + 1)..].ToArray()));
            text = text[length..];
        }
    }

    /// <summary>The last value of a key, or null when there is none or it was taken back.</summary>
    public byte[]? Find(string key)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i].Key == key)
            {
                return _items[i].Value is [] ? null : _items[i].Value;
            }
        }

        return null;
    }

    /// <summary>All values of a key, in order.</summary>
    public IEnumerable<byte[]> FindAll(string key) => _items.Where(item => item.Key == key).Select(item => item.Value);

    public long? FindNumber(string key) => Find(key) is { } value ? TarNumber.ParseDecimal(value, key) : null;

    /// <summary>
    /// The extended attributes. star's and GNU's form carries them as they are; libarchive's, in
    /// base64 under a URL-encoded name, counts only where the other is missing.
    /// </summary>
    public XattrSet Xattrs()
    {
        List<Xattr>? found = null;
        foreach (var (key, value) in _items)
        {
            if (key.StartsWith(LibarchivePrefix, StringComparison.Ordinal))
            {
                (found ??= []).Insert(0, new Xattr(UrlDecode(key[LibarchivePrefix.Length..]), Base64(value)));
            }
            else if (key.StartsWith(SchilyPrefix, StringComparison.Ordinal))
            {
                (found ??= []).Add(new Xattr(Encoding.Latin1.GetBytes(UnescapeKey(key[SchilyPrefix.Length..])), value));
            }
        }

        return found is null ? XattrSet.Empty : XattrSet.Create(found);
    }

    public const string SchilyPrefix = "SCHILY.xattr.";

    private const string LibarchivePrefix = "LIBARCHIVE.xattr.";

    /// <summary>GNU tar writes these two bytes of a name so, because a key ends at its first '='.</summary>
    private static string UnescapeKey(string name) => name.Contains('%', StringComparison.Ordinal)
        ? name.Replace("%3D", "=", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
        : name;

    private static byte[] UrlDecode(string name)
    {
        var bytes = new List<byte>(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '%' && i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                bytes.Add((byte)name[i]);
            }
        }

        return [.. bytes];
    }

    private static byte[] Base64(byte[] text)
    {
        var padded = Encoding.Latin1.GetString(text).TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : throw Damaged();
    }

    private static LayerException Damaged() => new("the archive is damaged: a PAX extended header has a malformed record");
}
