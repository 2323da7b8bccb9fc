using Drydock.Registry.Auth;

namespace Drydock.Registry.Tests.Auth;

public sealed class ChallengeParserTests
{
    [Theory]
    [InlineData("Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",scope=\"repository:a/b:pull\"", "bearer[realm=https://auth.docker.io/token;service=registry.docker.io;scope=repository:a/b:pull]")]
    [InlineData("Basic realm=\"x\"", "basic[realm=x]")]
    [InlineData("BASIC Realm=x", "basic[realm=x]")]
    [InlineData("Basic", "basic[]")]
    [InlineData("Basic realm=\"x\", Bearer realm=\"y\", service=z", "basic[realm=x] bearer[realm=y;service=z]")]
    [InlineData("Negotiate, Basic realm=\"x\"", "negotiate[] basic[realm=x]")]
    [InlineData("Negotiate oYG2==, Basic realm=\"x\"", "negotiate[] basic[realm=x]")]
    [InlineData("Negotiate abc, Basic realm=\"x\"", "negotiate[] basic[realm=x]")]
    [InlineData("Bearer  realm = \"a\" ,  service = \"b\"", "bearer[realm=a;service=b]")]
    [InlineData("Bearer realm=\"a\\\"b\\\\c,d\"", "bearer[realm=a\"b\\c,d]")]
    [InlineData(",, Basic realm=\"x\",,", "basic[realm=x]")]
    [InlineData("Bearer realm=\"first\",realm=\"second\"", "bearer[realm=first]")]
    [InlineData("Bearer realm=\"a\",error=\"insufficient_scope\"", "bearer[realm=a;error=insufficient_scope]")]
    [InlineData("Bearer realm=\"open", "bearer[]")]
    [InlineData("Bearer realm=", "bearer[]")]
    [InlineData("Bearer realm=\"x\\", "bearer[]")]
    [InlineData("\"", "")]
    [InlineData("=", "")]
    [InlineData("", "")]
    [InlineData("a(b", "")]
    public void Parse_OneLine_GivesTheChallenges(string line, string expected) => Assert.Equal(expected, Text([line]));

    [Fact]
    public void Parse_SeveralLines_GivesAllChallenges() =>
        Assert.Equal("basic[realm=x] bearer[realm=y]", Text(["Basic realm=x", "Bearer realm=y"]));

    [Fact]
    public void Parse_LineThatIsTooLong_LeavesItOut() => Assert.Empty(ChallengeParser.Parse([new string('a', 20_000)]));

    [Fact]
    public void Parse_DamagedLines_NeverFails()
    {
        var random = new Random(20_26);
        const string alphabet = "Bearer Basic=\",\\ realm service\t;()~\u00e9\0";
        for (var round = 0; round < 50_000; round++)
        {
            var line = "Basic realm=\"x\", Bearer realm=\"https://h/t\", service=\"s\"".ToCharArray().ToList();
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                var at = random.Next(line.Count);
                switch (random.Next(3))
                {
                    case 0: line[at] = alphabet[random.Next(alphabet.Length)]; break;
                    case 1: line.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    default: line.RemoveAt(at); break;
                }
            }

            foreach (var challenge in ChallengeParser.Parse([string.Concat(line)]))
            {
                Assert.NotEmpty(challenge.Scheme);
                Assert.All(challenge.Parameters, p => Assert.NotEmpty(p.Key));
            }
        }
    }

    private static string Text(IEnumerable<string> lines) => string.Join(' ', ChallengeParser.Parse(lines)
        .Select(c => $"{c.Scheme}[{string.Join(';', c.Parameters.Select(p => $"{p.Key}={p.Value}"))}]"));
}
