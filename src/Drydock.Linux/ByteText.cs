using System.Buffers;
using System.Text;

namespace Drydock.Linux;

/// <summary>
/// Reversible text for bytes that are usually, but not always, UTF-8: names of files, lines of a
/// Dockerfile, arguments of a process.
/// </summary>
/// <remarks>PEP 383: a byte outside well-formed UTF-8 becomes the lone surrogate U+DC00 + byte.</remarks>
public static class ByteText
{
    /// <summary>Decodes bytes; never fails.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>Encodes text; the inverse of <see cref="Decode"/>. A lone surrogate that stands for no byte becomes U+FFFD.</summary>
    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length + 8);
        Span<byte> buffer = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (text[i] is >= '\uDC80' and <= '\uDCFF')
            {
                bytes.Add((byte)(text[i++] - 0xDC00));
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var consumed);
            i += consumed;
            bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
        }

        return [.. bytes];
    }
}
