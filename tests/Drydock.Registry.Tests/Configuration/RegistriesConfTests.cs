using Drydock.Registry.Configuration;

namespace Drydock.Registry.Tests.Configuration;

public sealed class RegistriesConfTests
{
    [Fact]
    public void Parse_AFullFile_GivesTheRules()
    {
        var rules = RegistriesConf.Parse("""
            # what Debian ships, and more
            unqualified-search-registries = ["docker.io", 'quay.io', ] # not used
            short-name-mode = "enforcing"
            credential-helpers = [
              "a", # first
              "b"
            ]
            [aliases]
            "alpine" = "docker.io/library/alpine"

            [[registry]]
            prefix = "docker.io"
            location = "docker.io"
              [[registry.mirror]]
              location = "127.0.0.1:5000/hub/"
              insecure = true
              [[registry.mirror]]
              location = "mirror.example"
              pull-from-mirror = "digest-only"

            [[registry]]
            location = "registry.example/team"
            insecure = true
            mirror-by-digest-only = true
            mirror = [ { location = "m.example", insecure = false } ]

            [[registry]]
            prefix = "*.bad.example"
            blocked = true
            """);

        Assert.Equal(["docker.io", "registry.example/team", "*.bad.example"], rules.Select(r => r.Prefix));
        Assert.Equal(
            [new MirrorLocation("127.0.0.1:5000", "hub", true), new MirrorLocation("mirror.example", "", false, MirrorPulls.DigestOnly)],
            rules[0].Mirrors);
        Assert.True(rules[1].Insecure);
        Assert.Equal([new MirrorLocation("m.example", "", false, MirrorPulls.DigestOnly)], rules[1].Mirrors);
        Assert.True(rules[2].Blocked);
    }

    [Theory]
    [InlineData("a = \"x\\u00e9\\t\\\"\"", "x\u00e9\t\"")]
    [InlineData("a = 'c:\\x'", "c:\\x")]
    [InlineData("a = \"\"\"\nline1\nline2\"\"\"", "line1\nline2")]
    [InlineData("a = \"\"\"x\\\n   y\"\"\"", "xy")]
    [InlineData("a = '''it's'''", "it's")]
    [InlineData("\"a\" = \"\"", "")]
    [InlineData("a = 1979-05-27T07:32:00Z", "1979-05-27T07:32:00Z")]
    public void Read_Values_UnderstandsThem(string text, string expected) => Assert.Equal(expected, TomlReader.Read(text).Text("a"));

    [Fact]
    public void Read_DottedKeysAndHeaders_GoIntoTables()
    {
        var root = TomlReader.Read("a.b = 'x'\r\n[c.d]\r\ne = true\r\n[c]\r\nf = 'y'");

        Assert.Equal("x", ((TomlTable)root["a"]).Text("b"));
        Assert.True(((TomlTable)((TomlTable)root["c"])["d"]).Flag("e"));
        Assert.Equal("y", ((TomlTable)root["c"]).Text("f"));
    }

    [Theory]
    [InlineData("a = ", "line 1: a value is expected")]
    [InlineData("\n\na = x", "line 3: a value is expected; strings stand in quotes")]
    [InlineData("a = \"x", "line 1: the string does not end")]
    [InlineData("a = \"x\ny\"", "line 1: the string does not end")]
    [InlineData("a = 'x'\na = 'y'", "line 2: \"a\" is set twice")]
    [InlineData("[t]\n[t]", "line 2: the table \"t\" is defined twice")]
    [InlineData("a = 'x' b", "line 1: the end of the line is expected")]
    [InlineData("a = [", "line 1: a value is expected")]
    [InlineData("= 1", "line 1: a key is expected")]
    [InlineData("[a\n", "line 1: ] is expected")]
    [InlineData("a = \"\\q\"", "line 1: unknown escape in a string")]
    [InlineData("a = \"\\ud800\"", "line 1: unknown escape in a string")]
    [InlineData("a = 'x'\n[a.b]", "line 2: \"a\" is no table")]
    [InlineData("a = [[[[[[[[[[[[[[[[[[[[", "line 1: values are nested too deeply")]
    public void Read_Malformed_SaysWhereAndWhat(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => TomlReader.Read(text)).Message);

    [Theory]
    [InlineData("[[registry]]\nblocked = true", "line 1: a registry needs a prefix or a location")]
    [InlineData("[[registry]]\nlocation = 'https://x'", "line 1: \"https://x\" is no host")]
    [InlineData("[[registry]]\nlocation = 'x'\ninsecure = 'yes'", "line 1: \"insecure\" must be true or false")]
    [InlineData("[[registry]]\nlocation = 'x'\nmirror = 'y'", "line 1: \"mirror\" must be an array of tables")]
    [InlineData("[[registry]]\nlocation = 'x'\n[[registry.mirror]]", "line 3: a mirror needs a location")]
    [InlineData("[[registry]]\nlocation = 'x'\n[[registry.mirror]]\nlocation='m'\npull-from-mirror='x'", "line 3: pull-from-mirror")]
    [InlineData("registry = 'x'", "line 1: \"registry\" must be an array of tables")]
    public void Parse_WrongContent_SaysWhereAndWhat(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => RegistriesConf.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_DamagedFiles_FailsOnlyAsExpected()
    {
        var random = new Random(4711);
        const string good = "a.b = [\"x\", '''y''']\n[[registry]]\nprefix = \"d.io\"\n[[registry.mirror]]\nlocation = 'm' # c\n[t]\nx = { y = true, z = \"\\u0041\" }\n";
        const string alphabet = "[]{}=\"'.,#\n\\ \tatrue0\0\u00e9";
        for (var round = 0; round < 30_000; round++)
        {
            var text = good.ToList();
            for (var i = random.Next(1, 10); i > 0; i--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0: text[at] = alphabet[random.Next(alphabet.Length)]; break;
                    case 1: text.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    default: text.RemoveAt(at); break;
                }
            }

            try
            {
                RegistriesConf.Parse(string.Concat(text));
            }
            catch (FormatException e)
            {
                Assert.StartsWith("line ", e.Message, StringComparison.Ordinal);
            }
        }
    }
}
