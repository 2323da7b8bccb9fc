using System.Globalization;

namespace Drydock.Linux.Emulation;

/// <summary>An interpreter that the kernel starts for programs that begin with certain bytes.</summary>
/// <remarks>Linux, Documentation/admin-guide/binfmt-misc.rst.</remarks>
/// <param name="Name">The name it was registered by.</param>
/// <param name="Interpreter">The path of the interpreter.</param>
/// <param name="IsFixed">Whether the interpreter was opened when it was registered (flag F), so that it works within any root.</param>
public sealed record BinaryFormat(string Name, string Interpreter, bool IsFixed)
{
    private byte[] Magic { get; init; } = [];

    private byte[] Mask { get; init; } = [];

    private int Offset { get; init; }

    /// <summary>Reads what the kernel shows of a registration.</summary>
    /// <returns>The format; null when it is off, or goes by the extension of names.</returns>
    public static BinaryFormat? Parse(string name, string text)
    {
        var lines = text.Split('\n');
        var fields = lines.Skip(1).Select(l => l.Split(' ', 2)).Where(f => f.Length == 2).GroupBy(f => f[0].TrimEnd(':')).ToDictionary(g => g.Key, g => g.First()[1].Trim());
        if (lines[0] != "enabled" || !fields.TryGetValue("magic", out var magic) || !fields.TryGetValue("interpreter", out var interpreter))
        {
            return null;
        }

        var bytes = Convert.FromHexString(magic);
        return new BinaryFormat(name, interpreter, fields.GetValueOrDefault("flags", "").Contains('F'))
        {
            Magic = bytes,
            Mask = fields.TryGetValue("mask", out var mask) ? Convert.FromHexString(mask) : [.. bytes.Select(_ => byte.MaxValue)],
            Offset = int.TryParse(fields.GetValueOrDefault("offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0,
        };
    }

    /// <summary>Whether the interpreter is started for a program that begins so.</summary>
    public bool Matches(ReadOnlySpan<byte> header)
    {
        if (Mask.Length != Magic.Length || header.Length < Offset + Magic.Length)
        {
            return false;
        }

        for (var i = 0; i < Magic.Length; i++)
        {
            if (((header[Offset + i] ^ Magic[i]) & Mask[i]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
