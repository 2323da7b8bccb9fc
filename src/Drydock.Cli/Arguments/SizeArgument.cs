using System.Globalization;

namespace Drydock.Cli.Arguments;

/// <summary>Sizes such as <c>64m</c> or <c>1.5GiB</c>, in powers of 1024, as docker reads them.</summary>
internal static class SizeArgument
{
    /// <exception cref="UsageException">The text is no size.</exception>
    public static long Parse(string flag, string text)
    {
        var number = text.TrimEnd('b', 'B', 'i', 'I');
        var power = "kmgtp".IndexOf(char.ToLowerInvariant(number.Length > 0 ? number[^1] : ' '), StringComparison.Ordinal);
        var digits = power < 0 ? number : number[..^1];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? (long)(value * Math.Pow(1024, power + 1))
            : throw new UsageException($"invalid size \"{text}\" for {flag}: a number with b, k, m or g expected, such as 64m");
    }
}
