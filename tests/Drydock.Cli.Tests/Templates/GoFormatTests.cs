using Drydock.Cli.Templates;

namespace Drydock.Cli.Tests.Templates;

public sealed class GoFormatTests
{
    public static TheoryData<string, object?[], string> Cases => new()
    {
        { "%d|%5d|%-5d|%05d|%+d", [42L, 42L, 42L, 42L, 42L], "42|   42|42   |00042|+42" },
        { "%d|%05d|% d", [-42L, -42L, 42L], "-42|-0042| 42" },
        { "%x %X %#x %o %b %c %U %q", [255L, 255L, 255L, 8L, 5L, 65L, 0x263AL, 65L], "ff FF 0xff 10 101 A U+263A 'A'" },
        { "%s|%10s|%-10s|%.2s", ["abc", "abc", "abc", "abc"], "abc|       abc|abc       |ab" },
        { "%q %q", ["a\"b\n\t\u0001é", "\\"], "\"a\\\"b\\n\\t\\x01é\" \"\\\\\"" },
        { "%x %X", ["hi", "hi"], "6869 6869" },
        { "%t %v", [true, false], "true false" },
        { "%f|%.2f|%8.3f|%-8.1f|%e|%g", [3.14159, 3.14159, 3.14159, 3.14159, 1234.5678, 1e21], "3.141590|3.14|   3.142|3.1     |1.234568e+03|1e+21" },
        { "%v %v %v", [1.0, 0.000001, 123456789.0], "1 1e-06 1.23456789e+08" },
        { "%v %s", [new object?[] { "a", 1L }, new object?[] { "x", "y" }], "[a 1] [x y]" },
        { "%d%%", [50L], "50%" },
        { "%*d|%-*d|", [4L, 7L, 4L, 7L], "   7|7   |" },
        { "%T %T %T", ["x", 1L, 1.5], "string int float64" },
        { "%d", ["hi"], "%!d(string=hi)" },
        { "%s", [5L], "%!s(int=5)" },
        { "%d %d", [1L], "1 %!d(MISSING)" },
        { "%d", [1L, "x"], "1%!(EXTRA string=x)" },
        { "%z %", [1L], "%!z(int=1) %!(NOVERB)" },
        { "%v %s", [null, null], "<nil> %!s(<nil>)" },
        { "none", [], "none" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sprintf_Directives_PrintAsGo(string format, object?[] arguments, string expected) =>
        Assert.Equal(expected, GoFormat.Sprintf(format, arguments));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(100, "100")]
    [InlineData(0.1, "0.1")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e20, "1e+20")]
    [InlineData(999999, "999999")]
    [InlineData(1234567, "1.234567e+06")]
    [InlineData(1e21, "1e+21")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    public void Float_Shortest_ReadsBack(double number, string expected) => Assert.Equal(expected, GoPrint.Float(number, GoPrint.LargeExponent));
}
