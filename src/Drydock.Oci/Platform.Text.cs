using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Drydock.Oci;

/// <content>Platforms as text, and equality by content.</content>
/// <remarks>
/// The syntax is that of containerd/platforms: <c>os[(version+feature…)][/arch[/variant]]</c>, or an architecture alone.
/// </remarks>
public sealed partial record Platform
{
    private static readonly SearchValues<char> s_componentCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-");

    /// <summary>The platform of the machine this program runs on; Linux, whatever it runs on.</summary>
    public static Platform Host { get; } = new()
    {
        Os = "linux",
        Architecture = RuntimeInformation.OSArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.X86 => "386",
            System.Runtime.InteropServices.Architecture.LoongArch64 => "loong64",
            var other => other.ToString().ToLowerInvariant(),
        },
    };

    /// <summary>Parses a platform; what is left out is taken from <see cref="Host"/>.</summary>
    /// <exception cref="FormatException">The text is not a platform; the message says why.</exception>
    public static Platform Parse(string text) =>
        TryParse(text, Host, out var platform, out var error) ? platform : throw new FormatException(error);

    /// <summary>Parses a platform; what is left out is taken from <paramref name="defaults"/>.</summary>
    /// <exception cref="FormatException">The text is not a platform; the message says why.</exception>
    public static Platform Parse(string text, Platform defaults) =>
        TryParse(text, defaults, out var platform, out var error) ? platform : throw new FormatException(error);

    /// <summary>Parses a platform; false when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform) =>
        TryParse(text, Host, out platform, out _);

    /// <summary>Parses a platform; false, with one sentence of cause, when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, Platform defaults, [NotNullWhen(true)] out Platform? platform, out string error)
    {
        platform = null;
        error = $"\"{text}\" is not a platform: expected OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64";
        var parts = (text ?? "").Split('/');
        if (parts.Length > 3 || !TryParseOs(parts[0], out var os, out var version, out var features))
        {
            return false;
        }

        if (parts.Skip(1).FirstOrDefault(part => !IsComponent(part)) is not null)
        {
            return false;
        }

        platform = parts switch
        {
            [_] when PlatformNames.IsKnownOs(os) => defaults with { Os = os, OsVersion = null, OsFeatures = null },
            [var only] => FromArchitecture(defaults.Os, only, ""),
            [_, var architecture] => FromArchitecture(os, architecture, ""),
            _ => FromArchitecture(os, parts[1], parts[2]),
        };
        if (parts.Length == 1 && !PlatformNames.IsKnownOs(os) && !PlatformNames.IsKnownArchitecture(platform.Architecture))
        {
            error = $"\"{text}\" is not a platform: neither an operating system nor a processor of that name is known; expected OS/ARCH, such as linux/arm64";
            platform = null;
            return false;
        }

        platform = platform with { OsVersion = version.Length > 0 ? version : null, OsFeatures = features };
        return true;
    }

    /// <summary>The canonical spelling of the same platform: aliases resolved, default variants left out.</summary>
    public Platform Normalize()
    {
        var (architecture, variant) = PlatformNames.NormalizeArchitecture(Architecture, Variant ?? "");
        return this with
        {
            Os = PlatformNames.NormalizeOs(Os),
            Architecture = architecture,
            Variant = variant.Length > 0 ? variant : null,
            OsFeatures = OsFeatures is { Count: > 0 }
                ? [.. OsFeatures.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                : null,
        };
    }

    /// <summary><c>os/arch[/variant]</c>; <c>unknown</c> when the operating system is empty.</summary>
    public override string ToString() => Join(Os);

    /// <summary>Like <see cref="ToString"/>, with version and features of the operating system in parentheses.</summary>
    public string ToFullString()
    {
        var options = new StringBuilder();
        AppendOption(options, OsVersion ?? "");
        foreach (var feature in (OsFeatures ?? []).Order(StringComparer.Ordinal).Where(f => f.Length > 0))
        {
            AppendOption(options.Append('+'), feature);
        }

        return Join(options.Length > 0 ? $"{Os}({options})" : Os);
    }

    /// <summary>Equality by content; the order of features counts.</summary>
    public bool Equals(Platform? other) =>
        other is not null && Os == other.Os && Architecture == other.Architecture && Variant == other.Variant
        && OsVersion == other.OsVersion && (OsFeatures ?? []).SequenceEqual(other.OsFeatures ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Os, Architecture, Variant, OsVersion, OsFeatures?.Count ?? 0);

    private string Join(string os) => Os.Length == 0
        ? "unknown"
        : string.Join('/', new[] { os, Architecture, Variant }.Where(part => !string.IsNullOrEmpty(part)));

    private static Platform FromArchitecture(string os, string architecture, string variant)
    {
        (architecture, var normalized) = PlatformNames.NormalizeArchitecture(architecture, variant);

        // A variant is kept as it was asked for: v7 is what arm means, yet "linux/arm" stays that.
        normalized = (architecture, variant.Length, normalized) switch
        {
            ("arm", 0, "v7") => "",
            ("arm64", > 0, "") => "v8",
            _ => normalized,
        };
        return new Platform { Os = os, Architecture = architecture, Variant = normalized.Length > 0 ? normalized : null };
    }

    private static bool TryParseOs(string text, out string os, out string version, out IReadOnlyList<string>? features)
    {
        (version, features) = ("", null);
        var open = text.IndexOf('(');
        var name = open < 0 ? text : text[..open];
        os = PlatformNames.NormalizeOs(name);
        if (!IsComponent(name) || name.Contains('.'))
        {
            return false;
        }

        if (open < 0)
        {
            return true;
        }

        var options = text[(open + 1)..];
        if (options is not [.., ')'])
        {
            return false;
        }

        var fields = options[..^1].Split('+');
        if (!TryDecodeOption(fields[0], out version))
        {
            return false;
        }

        var decoded = new List<string>();
        foreach (var field in fields.Skip(1))
        {
            if (!TryDecodeOption(field, out var feature))
            {
                return false;
            }

            if (feature.Length > 0)
            {
                decoded.Add(feature);
            }
        }

        features = decoded.Count > 0 ? decoded : null;
        return true;
    }

    private static bool IsComponent(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_componentCharacters);

    /// <summary>Features of a kernel are written CONFIG_X=y.</summary>
    private static bool IsOptionCharacter(char c) => c == '=' || s_componentCharacters.Contains(c);

    private static bool TryDecodeOption(string text, out string value)
    {
        value = "";
        var decoded = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (!IsOptionCharacter(text[i]))
                {
                    return false;
                }

                decoded.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                decoded.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        value = Encoding.UTF8.GetString([.. decoded]);
        return true;
    }

    private static void AppendOption(StringBuilder text, string value)
    {
        foreach (var c in Encoding.UTF8.GetBytes(value))
        {
            _ = IsOptionCharacter((char)c) ? text.Append((char)c) : text.Append('%').Append(c.ToString("X2", null));
        }
    }
}
