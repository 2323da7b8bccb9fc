using System.Globalization;
using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>Reads the values of flags and of their options.</summary>
internal static class FlagValue
{
    /// <summary>A truth value in Go's spelling: 1, t, true, and so on.</summary>
    public static bool Boolean(string key, string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw Invalid($"invalid value for {key}: {value}"),
    };

    /// <summary>A file mode, octal.</summary>
    public static uint Octal(string key, string value)
    {
        ulong mode = 0;
        foreach (var c in value)
        {
            if (c is < '0' or > '7' || (mode = mode * 8 + (uint)(c - '0')) > uint.MaxValue)
            {
                throw Invalid($"invalid value {value} for {key}");
            }
        }

        return value.Length > 0 ? (uint)mode : throw Invalid($"invalid value {value} for {key}");
    }

    /// <summary>A user or group number.</summary>
    public static uint Number(string key, string value) =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid($"invalid value {value} for {key}");

    /// <summary>A size in bytes with a unit in powers of 1024: <c>10m</c>, <c>1.5 GiB</c>.</summary>
    public static long Size(string key, string value)
    {
        var end = value.Length;
        while (end > 0 && !char.IsAsciiDigit(value[end - 1]) && value[end - 1] != '.')
        {
            end--;
        }

        var unit = value[end..].Trim().ToLowerInvariant();
        var power = unit switch
        {
            "" or "b" => 0,
            "k" or "kb" or "kib" => 1,
            "m" or "mb" or "mib" => 2,
            "g" or "gb" or "gib" => 3,
            "t" or "tb" or "tib" => 4,
            "p" or "pb" or "pib" => 5,
            _ => -1,
        };
        return power >= 0
            && decimal.TryParse(value.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue / (1L << (10 * power))
                ? (long)(number * (1L << (10 * power)))
                : throw Invalid($"invalid value for {key}: {value}");
    }

    private static DockerfileException Invalid(string message) => new(DiagnosticCodes.InvalidFlag, message);
}
